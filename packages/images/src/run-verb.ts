import { basename, join } from "node:path";
import { ImageError } from "./image-error.ts";
import { imageParts } from "./names/image-settings.ts";

/**
 * Builds or pushes the images of the app in a folder and prints what came of it. Resolves to the exit code; a mistake is
 * told in one line.
 */
export async function runVerb(verb: string | undefined, app: string): Promise<number> {
  const workspace = join(app, "../..");
  const service = basename(app);
  try {
    if (verb === "build") await build(workspace, service);
    else if (verb === "push") await push(workspace, service);
    else
      throw new ImageError(`usage: images build | push, in the folder of an app, got ${verb ?? "nothing"}`);
    return 0;
  } catch (error) {
    if (!(await isToldInOneLine(error))) throw error;
    console.error((error as Error).message);
    return 1;
  }
}

// Each verb loads only what it needs: the start is a good part of what a push takes.

async function build(workspace: string, service: string): Promise<void> {
  const { buildService } = await import("./build/build-service.ts");
  const images = await buildService(workspace, service).catch(async (error) => {
    // What is missing on the machine explains it better; looked for only now, since that takes longer than a refusal.
    const { checkBuilder } = await import("./build/check-builder.ts");
    await checkBuilder();
    throw error;
  });
  for (const part of imageParts) {
    const { digest, addedBytes, platforms } = images[part];
    console.log(
      `${service} ${part}: ${digest}, ${megabytes(addedBytes)} above its base, for ${platforms.join(" and ")}`,
    );
  }
}

async function push(workspace: string, service: string): Promise<void> {
  const { pushService } = await import("./push/push-service.ts");
  const pushes = await pushService(workspace, service);
  for (const part of imageParts) {
    console.log(`${pushes[part].image}, ${megabytes(pushes[part].sentBytes)} sent`);
  }
}

async function isToldInOneLine(error: unknown): Promise<boolean> {
  if (error instanceof ImageError) return true;
  const { DockerLoginError } = await import("./registry/docker-credentials.ts");
  const { RegistryProblem } = await import("./registry/registry-problem.ts");
  return error instanceof RegistryProblem || error instanceof DockerLoginError;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
