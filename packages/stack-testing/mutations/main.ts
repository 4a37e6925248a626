// Breaks the components and stacks on purpose, one mistake at a time, and says which test notices each.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { findPulumiCli, howToGetTheCli } from "../src/engine/index.ts";
import { findLevels } from "./levels.ts";
import { mutations } from "./list.ts";
import { listProblem } from "./mutation.ts";
import { describeOutcome, summary, table } from "./report.ts";
import { stopMocha } from "./run-mocha.ts";
import { runMutations } from "./run-mutations.ts";
import { WorkspaceCopies } from "./workspace-copy.ts";

const usage = `usage: npm run mutations -- [options]
  --only <name>   this mutation alone; may be given several times
  --engine        the tests with the real Pulumi CLI alone, where otherwise the cheaper ones come first
  --test <file>   this test file alone, from the root of the checkout; may be given several times
  --slow          the properties over random arguments too, which take minutes, last
  --json          the outcomes as JSON on standard output
  --list          what would be changed, and why it matters`;

const checkout = resolve(import.meta.dirname, "../../..");

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) return 2;
  const chosen = mutations.filter(({ name }) => options.only?.includes(name) ?? true);
  const unknown = options.only?.filter((name) => !chosen.some((mutation) => mutation.name === name)) ?? [];
  if (unknown.length > 0) {
    console.error(`--only must name a mutation of --list, got ${unknown.join(", ")}`);
    return 2;
  }
  if (options.list) {
    for (const { name, file, why } of chosen) console.log(`${name}\n  ${why}\n  ${file}`);
    return 0;
  }
  const problems = chosen.flatMap((mutation) => listProblem(checkout, mutation) ?? []);
  if (problems.length > 0) {
    console.error(problems.join("\n"));
    return 1;
  }
  const cli = findPulumiCli();
  if (cli === undefined)
    console.error(`${options.engine ? "" : "without the engine's tests: "}${howToGetTheCli}`);
  if (cli === undefined && options.engine) return 1;

  const copies = new WorkspaceCopies(checkout);
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(name, () => void stopMocha().then(() => process.exit(code)));
  }
  const levels = findLevels(copies.pristine).filter(({ name }) => {
    if (name === "engine") return cli !== undefined;
    return !options.engine && (name !== "slow" || options.slow);
  });
  try {
    const outcomes = await runMutations(chosen, {
      copies,
      levels: options.test === undefined ? levels : [{ name: "chosen", files: options.test }],
      workers: availableParallelism(),
      onProgress: (line) => console.error(line),
      onOutcome: (outcome) => console.error(describeOutcome(outcome)),
    });
    console.log(options.json ? JSON.stringify(outcomes, null, 2) : `\n${table(outcomes)}`);
    console.error(`\n${summary(outcomes, process.uptime())}`);
    return outcomes.every(({ caught }) => caught !== undefined) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    await stopMocha();
    copies.remove();
  }
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: "string", multiple: true },
        test: { type: "string", multiple: true },
        engine: { type: "boolean", default: false },
        slow: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        list: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return undefined;
  }
}

process.exitCode = await main(process.argv.slice(2));
