import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  dockerCredentials,
  type ImageSettings,
  manifestExists,
  type PushedImages,
  pushedFile,
} from "@starter/images";
import { ShipError } from "../ship-error.ts";

/**
 * Builds and pushes services' images, of which turbo does only what changed, and makes sure that the registry still has
 * what an earlier push says it has; pushes once more what it lost.
 */
export async function pushImages(
  workspace: string,
  services: readonly string[],
  settings: ImageSettings,
): Promise<Map<string, PushedImages>> {
  await runTurbo(workspace, services);
  const pushed = readPushed(workspace, services);
  const lost = await lostImages(pushed, settings);
  if (lost.size === 0) return pushed;
  process.stderr.write(`pushing again what the registry lost: ${[...lost.values()].flat().join(", ")}\n`);
  await runTurbo(workspace, [...lost.keys()], ["--only", "--force"]);
  const again = readPushed(workspace, services);
  const stillLost = [...(await lostImages(again, settings)).values()].flat();
  if (stillLost.length === 0) return again;
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

function readPushed(workspace: string, services: readonly string[]): Map<string, PushedImages> {
  return new Map(
    services.map((service) => [service, JSON.parse(readFileSync(pushedFile(workspace, service), "utf8"))]),
  );
}

/** Images that the registry does not have, by service. */
async function lostImages(
  pushed: ReadonlyMap<string, PushedImages>,
  { registry }: ImageSettings,
): Promise<Map<string, string[]>> {
  const credentials = await dockerCredentials(registry);
  const lost = new Map<string, string[]>();
  await Promise.all(
    [...pushed].flatMap(([service, images]) =>
      Object.values(images).map(async (image: string) => {
        if (await manifestExists(image, { credentials })) return;
        lost.set(service, [...(lost.get(service) ?? []), image]);
      }),
    ),
  );
  return lost;
}
