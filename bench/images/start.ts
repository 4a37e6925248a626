import { docker } from "@starter/image-testing";
import { freePort, memberEnvironment, startContainer } from "./containers.ts";
import { type Figures, median, ratio, rounds } from "./figures.ts";
import type { Place } from "./place.ts";

/** From starting member's container at 0.25 vCPU to its first answer. */
export async function compareStart(place: Place): Promise<Figures> {
  const images = { bundled: place.pushed().app, unbundled: await place.conventional.buildOffline() };
  await docker(place.engine, ["pull", "-q", images.bundled]);
  const seen: Record<keyof typeof images, number[]> = { bundled: [], unbundled: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2
      ? (["bundled", "unbundled"] as const)
      : (["unbundled", "bundled"] as const)) {
      const port = await freePort();
      const args = { image: images[name], environment: memberEnvironment(port), cpus: 0.25 };
      const container = await startContainer(place.engine, args, { port, path: "/livez" });
      await container.stop();
      // The first round only warms the disk's cache.
      if (round > 0) seen[name].push(container.seconds);
    }
  }
  const { bundled, unbundled } = seen;
  return {
    ratio: ratio(bundled, unbundled),
    bundledSeconds: median(bundled),
    unbundledSeconds: median(unbundled),
  };
}
