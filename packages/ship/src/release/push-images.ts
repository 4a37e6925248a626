import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { findLostImages, type PushedImages, readPushedImages } from "@starter/images";
import { ShipError } from "../ship-error.ts";

/**
 * Builds and pushes services' images, of which turbo does only what changed, and makes sure that the registry still has
 * what an earlier push says it has: tags and the manifests of all platforms; pushes once more what it lost.
 */
export async function pushImages(
  workspace: string,
  services: readonly string[],
): Promise<Map<string, PushedImages>> {
  await runTurbo(workspace, services);
  const lost = await lostImages(workspace, services);
  if (lost.size > 0) {
    process.stderr.write(`pushing again what the registry lost: ${[...lost.values()].flat().join(", ")}\n`);
    await runTurbo(workspace, [...lost.keys()], ["--only", "--force"]);
  }
  const stillLost = [...(await lostImages(workspace, [...lost.keys()])).values()].flat();
  if (stillLost.length === 0) {
    return new Map(services.map((service) => [service, readPushedImages(workspace, service)]));
  }
  throw new ShipError(
    `${stillLost.join(" and ")}: must be in the registry after the push, got 404; look at the registry, which deletes or hides it`,
  );
}

async function runTurbo(
  workspace: string,
  services: readonly string[],
  options: readonly string[] = [],
): Promise<void> {
  const turbo = join(workspace, "node_modules/turbo/bin/turbo");
  const filters = services.map((service) => `--filter=./apps/${service}`);
  const args = [
    turbo,
    "run",
    "image:push",
    "--output-logs=errors-only",
    "--log-prefix=none",
    ...filters,
    ...options,
  ];
  // What it says is for people: standard output is the release's own.
  const child = spawn(process.execPath, args, {
    cwd: workspace,
    stdio: ["ignore", process.stderr, "inherit"],
  });
  const [code] = await once(child, "close");
  if (code === 0) return;
  throw new ShipError(
    "the images must be built and pushed, got the error above; correct it and release again",
  );
}

/** Images that the registry does not have whole, by service. */
async function lostImages(workspace: string, services: readonly string[]): Promise<Map<string, string[]>> {
  const lost = await Promise.all(
    services.map(async (service) => [service, await findLostImages(workspace, service)] as const),
  );
  return new Map(lost.filter(([, images]) => images.length > 0));
}
