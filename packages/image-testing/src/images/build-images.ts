import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { docker } from "../engine/docker.ts";
import type { Engine } from "../engine/start-engine.ts";
import { areBasesMade, makeBaseImages } from "./base-images.ts";

/** Builds the images of services from their Dockerfiles, for the engine's own platform, as images-test/<name>. */
export async function buildImages(
  engine: Engine,
  workspace: string,
  services: readonly string[],
): Promise<void> {
  const filters = services.map((service) => `--filter=@starter/${service}`);
  await promisify(execFile)(join(workspace, "node_modules/.bin/turbo"), ["run", "build", ...filters], {
    cwd: workspace,
  });
  const bases = areBasesMade() ? await makeBaseImages(engine) : undefined;
  for (const service of services) {
    const parts = [
      { name: service, base: bases?.node, args: [join("apps", service)] },
      {
        name: `${service}-nginx`,
        base: bases?.nginx,
        args: ["--build-arg", `SERVICE=${service}`, "-f", "packages/nginx/Dockerfile", "."],
      },
    ];
    for (const { name, base, args } of parts) {
      const baseArgs = base ? ["--build-arg", `BASE=${base}`] : [];
      const tag = `images-test/${name}`;
      await docker(engine, ["build", "-q", "--provenance=false", "-t", tag, ...baseArgs, ...args], workspace);
    }
  }
}
