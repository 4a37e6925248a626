import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { docker } from "@starter/image-testing";
import { closedLoop } from "../services/load.ts";
import { freePort, memberEnvironment, startContainer } from "./containers.ts";
import { type Figures, median, ratio, rounds } from "./figures.ts";
import type { Place } from "./place.ts";
import { root } from "./workspace.ts";

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
export async function compareProxy(place: Place): Promise<Record<string, Figures>> {
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
