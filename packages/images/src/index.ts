export { buildService } from "./build/build-service.ts";
export { type BuiltImage, imageFolder, readBuiltImage } from "./build/built-image.ts";
export { checkBuilder } from "./build/check-builder.ts";
export { ImageError } from "./image-error.ts";
export {
  type ImagePart,
  type ImageSettings,
  imageName,
  imageParts,
  readImageSettings,
} from "./names/image-settings.ts";
export { type PreflightOptions, preflight } from "./preflight/preflight.ts";
export type {
  CheckedImage,
  Finding,
  PreflightReport,
  PreflightTask,
  PullReport,
  TaskContainer,
} from "./preflight/preflight-task.ts";
export { describeWindow } from "./preflight/pull-need.ts";
export { checkLogin } from "./push/push-login.ts";
export { pushService } from "./push/push-service.ts";
export { findLostImages, type PushedImages, readPushedImages } from "./push/pushed-images.ts";
export {
  DockerLoginError,
  dockerCredentials,
  type RegistryCredentials,
} from "./registry/docker-credentials.ts";
export { manifestExists, shortDigest } from "./registry/registry-client.ts";
export { RegistryProblem } from "./registry/registry-problem.ts";
export { type ProgramOptions, type ProgramResult, runProgram } from "./registry/run-program.ts";
