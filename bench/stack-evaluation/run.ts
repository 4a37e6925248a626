// Evaluating one stack program in Node's type stripping, as this repository does, against Pulumi's default TypeScript
// mode: the same text, in turn, each in a process of its own. "edited": the text differs from the run before, as in a
// preview after a change; "unchanged": ts-node finds the text in its cache and checks nothing.
// Prints a table, or JSON with --json; asserts nothing.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const here = import.meta.dirname;
const pairs = 5;

const modes = {
  /** Ours: an ES module. */
  stripping: { runner: "native-mode.mjs", packageType: "module" },
  /** Pulumi's default mode wants CommonJS. */
  pulumiDefault: { runner: "default-mode.cjs", packageType: "commonjs" },
} as const;
type Mode = keyof typeof modes;

interface Run {
  seconds: number;
  maxRssMiB: number;
  resources: number;
}

const work = await mkdtemp(join(here, ".work-"));
const programOf = (mode: Mode) => join(work, mode, "program.ts");

async function write(mode: Mode, text: string): Promise<void> {
  await mkdir(join(work, mode), { recursive: true });
  await writeFile(join(work, mode, "package.json"), JSON.stringify({ type: modes[mode].packageType }));
  await writeFile(programOf(mode), text);
}

async function evaluate(mode: Mode): Promise<Run> {
  // No compile cache of Node's for either: both pay for what a fresh clone pays for.
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1", TMPDIR: work };
  const started = performance.now();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(here, modes[mode].runner), programOf(mode)],
    { env },
  );
  const seconds = (performance.now() - started) / 1000;
  return { seconds, ...(JSON.parse(stdout) as Omit<Run, "seconds">) };
}

async function evaluateBoth(): Promise<Record<Mode, Run>> {
  return { stripping: await evaluate("stripping"), pulumiDefault: await evaluate("pulumiDefault") };
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function figuresOf(runs: Record<Mode, Run>[]) {
  const medianOf = (pick: (run: Record<Mode, Run>) => number) => Number(median(runs.map(pick)).toFixed(3));
  return {
    strippingSeconds: medianOf((run) => run.stripping.seconds),
    pulumiDefaultSeconds: medianOf((run) => run.pulumiDefault.seconds),
    ratio: medianOf((run) => run.stripping.seconds / run.pulumiDefault.seconds),
    strippingMiB: medianOf((run) => run.stripping.maxRssMiB),
    pulumiDefaultMiB: medianOf((run) => run.pulumiDefault.maxRssMiB),
  };
}

try {
  const text = await readFile(join(here, "program.ts"), "utf8");
  const edited: Record<Mode, Run>[] = [];
  const unchanged: Record<Mode, Run>[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    for (const mode of Object.keys(modes) as Mode[]) await write(mode, `${text}// edit ${pair}\n`);
    const runs = [await evaluateBoth(), await evaluateBoth()] as const;
    // The first pair only warms the disk's cache.
    if (pair > 0) {
      edited.push(runs[0]);
      unchanged.push(runs[1]);
    }
    console.error(`pair ${pair} of ${pairs}`);
  }
  const resources = edited[0]?.stripping.resources;
  const figures = { pairs, resources, edited: figuresOf(edited), unchanged: figuresOf(unchanged) };
  if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
  else {
    console.log(`evaluating a program of ${resources} resources, median of ${pairs} pairs`);
    console.log("program    type stripping    Pulumi's default mode    ratio of the times");
    for (const kind of ["edited", "unchanged"] as const) {
      const { strippingSeconds, strippingMiB, pulumiDefaultSeconds, pulumiDefaultMiB, ratio } = figures[kind];
      const ours = `${strippingSeconds.toFixed(2)} s ${strippingMiB} MiB`;
      const theirs = `${pulumiDefaultSeconds.toFixed(2)} s ${pulumiDefaultMiB} MiB`;
      console.log(`${kind.padEnd(11)}${ours.padEnd(18)}${theirs.padEnd(25)}${ratio.toFixed(2)}`);
    }
  }
} finally {
  await rm(work, { recursive: true });
}
