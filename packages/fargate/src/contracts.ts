// What tools read of this package without loading Pulumi: the contracts between a stack and the outside.
export { type PlatformOutputs, standInPlatformOutputs } from "./platform/platform-outputs.ts";
export { type ParsedHealth, parseHealthCommand } from "./service/health.ts";
export { isStandInImage } from "./service/stand-in-image.ts";
