// What making and running the images costs: image:build and image:push when nothing and when one line has changed, the
// latter against a Dockerfile that installs and builds inside, with a network and without; the start of the bundled app
// against the unbundled one; nginx against none. In a real engine with a registry, all in one run, in turns. Prints a
// table, or JSON with --json.
import { findEngine, findProgram } from "@starter/image-testing";
import type { Figures } from "./figures.ts";
import { makePlace, type Place } from "./place.ts";
import { compareProxy } from "./proxy.ts";
import { compareStart } from "./start.ts";
import { compareChanged, compareOffline, measureUnchanged } from "./tasks.ts";

const parts: Record<string, (place: Place) => Promise<Record<string, Figures>>> = {
  unchanged: async (place) => ({ unchanged: await measureUnchanged(place) }),
  changed: async (place) => ({ changed: await compareChanged(place) }),
  offline: async (place) => ({ offline: await compareOffline(place) }),
  start: async (place) => ({ start: await compareStart(place) }),
  proxy: compareProxy,
};

const only = process.argv.find((argument) => argument.startsWith("--only="));
const wanted = only === undefined ? Object.keys(parts) : only.slice("--only=".length).split(",");
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`--only: must be of ${Object.keys(parts).join(", ")}, got ${unknown.join(", ")}`);
  process.exit(2);
}
const json = process.argv.includes("--json");

function print(name: string, figures: Figures): void {
  console.log(name);
  for (const [key, value] of Object.entries(figures))
    console.log(`  ${key.padEnd(28)}${value.toFixed(value < 10 ? 3 : 0)}`);
}

/** What keeps this machine from it; undefined for nothing. */
function missing(): string | undefined {
  const engine = findEngine();
  if ("missing" in engine) return engine.missing;
  return findProgram("docker-registry", process.env.PATH ?? "") === undefined
    ? "a registry is not installed: apt-get install docker-registry"
    : undefined;
}

const reason = missing();
if (reason !== undefined) {
  console.error(`images: skipped: ${reason}`);
  process.exit();
}
const place = await makePlace();
try {
  const figures: Record<string, Figures> = {};
  for (const [name, measure] of Object.entries(parts).filter(([part]) => wanted.includes(part))) {
    const started = performance.now();
    const found = await measure(place);
    Object.assign(figures, found);
    if (!json) for (const entry of Object.entries(found)) print(...entry);
    console.error(`${name}: ${Math.round((performance.now() - started) / 1000)} s`);
  }
  if (json) console.log(JSON.stringify(figures));
} finally {
  await place.close();
}
