// What making and running the images costs: image:build and image:push when nothing and when one line has changed, the
// latter against a Dockerfile that installs and builds inside; the start of the bundled app against the unbundled one;
// nginx against none. In a real engine with a registry, all in one run, in turns. Prints a table, or JSON with --json.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { docker, findEngine, findProgram } from "@starter/image-testing";
import { closedLoop } from "../services/load.ts";
import { freePort, memberEnvironment, startContainer } from "./containers.ts";
import { makePlace, type Place } from "./place.ts";
import { root } from "./workspace.ts";

const rounds = 5;
type Figures = Record<string, number>;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The median of the ratios of each round, which had the same neighbours on the machine. */
function ratio(ones: readonly number[], others: readonly number[]): number {
  return median(ones.map((one, round) => one / (others[round] ?? Number.NaN)));
}

/** image:build and image:push when nothing has changed. */
async function measureUnchanged(place: Place): Promise<Figures> {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const run = await place.turbo();
    assert.deepEqual(run.ran, []);
    runs.push(run);
  }
  return {
    turboSeconds: median(runs.map(({ turboSeconds }) => turboSeconds)),
    seconds: median(runs.map(({ seconds }) => seconds)),
    sentBytes: Math.max(...runs.map(({ sent }) => sent.bytes)),
    connections: Math.max(...runs.map(({ sent }) => sent.connections)),
  };
}

/** From one changed line of member to its pushed image. */
async function compareChanged(place: Place): Promise<Figures> {
  const ours: { seconds: number; bytes: number }[] = [];
  const conventional: typeof ours = [];
  for (let round = 0; round <= rounds; round++) {
    place.changeMember();
    const measures = [
      async () => {
        const { seconds, ran, sent } = await place.turbo();
        const tasks = ["build", "image:build", "image:push"].map((task) => `@starter/member#${task}`);
        assert.deepEqual(ran.toSorted(), tasks);
        ours[round] = { seconds, bytes: sent.bytes };
      },
      async () => {
        const started = performance.now();
        await place.buildConventional();
        const { bytes } = await place.pushConventional();
        conventional[round] = { seconds: (performance.now() - started) / 1000, bytes };
      },
    ];
    // Another order each round, so that nobody always follows the same one.
    for (const measure of round % 2 ? measures : measures.toReversed()) await measure();
  }
  // The first round makes the packages' image and sends everything.
  const [one, other] = [ours.slice(1), conventional.slice(1)];
  const secondsOf = (runs: typeof ours) => runs.map(({ seconds }) => seconds);
  return {
    ratio: ratio(secondsOf(one), secondsOf(other)),
    seconds: median(secondsOf(one)),
    conventionalSeconds: median(secondsOf(other)),
    sentBytes: Math.max(...one.map(({ bytes }) => bytes)),
    conventionalSentBytes: Math.max(...other.map(({ bytes }) => bytes)),
  };
}

/** From starting member's container at 0.25 vCPU to its first answer. */
async function compareStart(place: Place): Promise<Figures> {
  const images = { bundled: place.pushed().app, unbundled: await place.buildConventional() };
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

/** nginx's core without keep-alive to the app. */
function withoutKeepAlive(place: Place): string {
  const core = join(place.folder, "core");
  cpSync(join(root, "packages/nginx/core"), core, { recursive: true });
  const change = (file: string, from: RegExp, to: string) => {
    const text = readFileSync(join(core, file), "utf8");
    assert.match(text, from);
    writeFileSync(join(core, file), text.replaceAll(from, to));
  };
  change("upstream.conf", /^ *keepalive.*\n/gm, "");
  change("proxy.conf", /^proxy_set_header Connection "";$/gm, "proxy_set_header Connection close;");
  return core;
}

/** Requests a second to member: directly, through its nginx, and through one that keeps no connections to it. */
async function compareProxy(place: Place): Promise<Record<string, Figures>> {
  const { engine } = place;
  const pushed = place.pushed();
  for (const image of [pushed.app, pushed.nginx]) await docker(engine, ["pull", "-q", image]);
  const ports = { direct: await freePort(), nginx: await freePort(), withoutKeepAlive: await freePort() };
  const app = { image: pushed.app, environment: memberEnvironment(ports.direct) };
  const nginx = (port: number, folders: string[]) => ({
    image: pushed.nginx,
    environment: { HOST: "127.0.0.1", PORT: `${port}`, UPSTREAM: `127.0.0.1:${ports.direct}` },
    folders,
  });
  const core = withoutKeepAlive(place);
  const containers = [
    await startContainer(engine, app, { port: ports.direct, path: "/livez" }),
    await startContainer(engine, nginx(ports.nginx, []), { port: ports.nginx, path: "/livez" }),
    await startContainer(engine, nginx(ports.withoutKeepAlive, [`${core}:/etc/nginx/core:ro`]), {
      port: ports.withoutKeepAlive,
      path: "/livez",
    }),
  ];
  const figures: Record<string, Figures> = {};
  const paths = { keys: "/.well-known/jwks.json", livez: "/livez" };
  for (const [name, path] of Object.entries(paths)) figures[name] = await compareWays(ports, path);
  for (const container of containers) await container.stop();
  return figures;
}

async function compareWays(ports: Record<"direct" | "nginx" | "withoutKeepAlive", number>, path: string) {
  const ways = Object.keys(ports) as (keyof typeof ports)[];
  const perSecond: Record<keyof typeof ports, number[]> = { direct: [], nginx: [], withoutKeepAlive: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const way of round % 2 ? ways : ways.toReversed()) {
      const load = await closedLoop({ port: ports[way], paths: [path] }, { seconds: 2 });
      // The first round is a warm-up.
      if (round > 0) perSecond[way].push(load.requests / load.seconds);
    }
  }
  return {
    ratio: ratio(perSecond.nginx, perSecond.direct),
    ratioWithoutKeepAlive: ratio(perSecond.withoutKeepAlive, perSecond.direct),
    directPerSecond: median(perSecond.direct),
    nginxPerSecond: median(perSecond.nginx),
    withoutKeepAlivePerSecond: median(perSecond.withoutKeepAlive),
  };
}

function print(name: string, figures: Figures): void {
  console.log(name);
  for (const [key, value] of Object.entries(figures))
    console.log(`  ${key.padEnd(28)}${value.toFixed(value < 10 ? 3 : 0)}`);
}

const json = process.argv.includes("--json");
const only = process.argv
  .find((argument) => argument.startsWith("--only="))
  ?.slice("--only=".length)
  .split(",");
const measures: Record<string, (place: Place) => Promise<Record<string, Figures>>> = {
  unchanged: async (place) => ({ unchanged: await measureUnchanged(place) }),
  changed: async (place) => ({ changed: await compareChanged(place) }),
  start: async (place) => ({ start: await compareStart(place) }),
  proxy: compareProxy,
};

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
  for (const [name, measure] of Object.entries(measures)) {
    if (only !== undefined && !only.includes(name)) continue;
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
