import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { areBasesMade, docker, type Engine, makeBaseImages, startEngine } from "@starter/image-testing";
import { startRegistry } from "../../packages/images/test/registry-server.ts";
import { type Conventional, conventionalBuilds } from "./conventional.ts";
import { type Gauge, startGauge } from "./gauge.ts";
import { copyWorkspace, installPackages, root, writeImageSettings } from "./workspace.ts";

/** Addresses by digest. */
export interface PushedImages {
  app: string;
  nginx: string;
}

/** A run of `turbo run image:build image:push`. */
export interface TurboRun {
  /** What turbo itself says it took. */
  turboSeconds: number;
  /** With the start and the end of its process. */
  seconds: number;
  /** Tasks that were not taken from the cache: `@starter/member#build`. */
  ran: string[];
  /** Sent to the registry. */
  sent: { bytes: number; connections: number };
}

/** An engine, a registry whose traffic is counted, and a workspace whose images were built and pushed once. */
export interface Place {
  engine: Engine;
  folder: string;
  workspace: string;
  /** Addresses of member's images as they were pushed last. */
  pushed(): PushedImages;
  turbo(): Promise<TurboRun>;
  /** Changes one line of member that ends up in what runs. */
  changeMember(): void;
  conventional: Conventional;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Makes all that is measured in. */
export async function makePlace(): Promise<Place> {
  const ends: (() => unknown)[] = [];
  const close = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  // The registry would outlive this process.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => close().finally(() => process.exit(1)));
  }
  try {
    const folder = mkdtempSync(join(tmpdir(), "bench-images-"));
    ends.push(() => rmSync(folder, { recursive: true }));
    const registry = await startRegistry();
    ends.push(registry.stop);
    const gauge = await startGauge(registry.host);
    ends.push(gauge.stop);
    const engine = await startEngine();
    ends.push(engine.stop);
    const made = areBasesMade() ? await makeBaseImages(engine, gauge.host) : undefined;
    for (const base of made ? [made.node, made.nginx] : []) await docker(engine, ["push", "-q", base]);
    const workspace = await makeWorkspace(engine, gauge, folder, made);
    // Fills turbo's cache and the registry.
    await workspace.turbo();
    return { ...workspace, engine, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeWorkspace(
  engine: Engine,
  gauge: Gauge,
  folder: string,
  made: { node: string; nginx: string } | undefined,
) {
  const workspace = join(folder, "workspace");
  await copyWorkspace(workspace);
  await installPackages(workspace, ["--prefer-offline"]);
  writeImageSettings(workspace, gauge.host);
  const programs = join(root, "node_modules/.bin");
  const environment = {
    ...process.env,
    ...engine.environment,
    PATH: [programs, engine.environment.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
    ...(made && { APP_BASE: made.node, NGINX_BASE: made.nginx }),
  };

  async function turbo(): Promise<TurboRun> {
    gauge.take();
    const started = performance.now();
    const turboHere = join(workspace, "node_modules/.bin/turbo");
    const { stdout } = await run(turboHere, ["run", "image:build", "image:push"], {
      cwd: workspace,
      env: environment,
      maxBuffer: 1e8,
    });
    const seconds = (performance.now() - started) / 1000;
    const [, minutes = "0", time, unit] = /Time:\s+(?:(\d+)m)?([\d.]+)(ms|s)/.exec(stdout) ?? [];
    const ran = [...stdout.matchAll(/^(\S+?):(\S+): cache (?:miss|bypass)/gm)].map(
      ([, name, task]) => `${name}#${task}`,
    );
    return {
      turboSeconds: Number(minutes) * 60 + Number(time) / (unit === "ms" ? 1000 : 1),
      seconds,
      ran,
      sent: gauge.take(),
    };
  }

  const main = join(workspace, "apps/member/src/main.ts");
  const original = readFileSync(main, "utf8");
  let changes = 0;
  const changeMember = () => {
    changes += 1;
    writeFileSync(main, `${original}process.title = "member ${changes}";\n`);
  };

  const base =
    made?.node ?? /^ARG BASE=(.*)$/m.exec(readFileSync(join(root, "apps/member/Dockerfile"), "utf8"))?.[1];
  if (base === undefined) throw new Error("apps/member/Dockerfile: must name its base as ARG BASE=");

  return {
    workspace,
    pushed: () =>
      JSON.parse(readFileSync(join(workspace, "apps/member/image/pushed.json"), "utf8")) as PushedImages,
    turbo,
    changeMember,
    conventional: conventionalBuilds({ engine, gauge, folder, workspace, base }),
  };
}
