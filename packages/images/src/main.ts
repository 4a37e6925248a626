// The scripts image:build and image:push of an app, which run it in the app's folder.
import { basename, join } from "node:path";
import { buildService } from "./build/build-service.ts";
import { checkBuilder } from "./build/check-builder.ts";
import { ImageError } from "./image-error.ts";
import { imageParts } from "./names/image-settings.ts";
import { pushService } from "./push/push-service.ts";
import { DockerLoginError } from "./registry/docker-credentials.ts";
import { RegistryProblem } from "./registry/registry-problem.ts";

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

async function run(verb: string | undefined, app: string): Promise<void> {
  const workspace = join(app, "../..");
  const service = basename(app);
  if (verb === "build") {
    await checkBuilder();
    const images = await buildService(workspace, service);
    for (const part of imageParts) {
      const { digest, addedBytes, platforms } = images[part];
      console.log(
        `${service} ${part}: ${digest}, ${megabytes(addedBytes)} above its base, for ${platforms.join(" and ")}`,
      );
    }
  } else if (verb === "push") {
    const pushes = await pushService(workspace, service);
    for (const part of imageParts) {
      console.log(`${pushes[part].image}, ${megabytes(pushes[part].sentBytes)} sent`);
    }
  } else {
    throw new ImageError(`usage: images build | push, in the folder of an app, got ${verb ?? "nothing"}`);
  }
}

try {
  await run(process.argv[2], process.cwd());
} catch (error) {
  const isToldInOneLine =
    error instanceof ImageError || error instanceof RegistryProblem || error instanceof DockerLoginError;
  if (!isToldInOneLine) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
