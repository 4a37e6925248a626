// What is left when a test process ends before its operations do. On macOS and Linux; Windows has no such signals.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { needsPulumi } from "./needs-pulumi.ts";

const shopProject = new URL("./shop-project.ts", import.meta.url).href;

describe("the end of a test process", function () {
  this.timeout(60_000);
  before(needsPulumi);

  let folder: string;
  let child: ChildProcess | undefined;
  let pids: number[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "process-end-"));
  });
  afterEach(() => {
    // Where the test failed, they still run.
    child?.kill("SIGKILL");
    for (const pid of pids.filter(isRunning)) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true });
  });

  const endings: [string, (child: ChildProcess) => void, number][] = [
    ["Ctrl-C", (child) => child.kill("SIGINT"), 130],
    ["a polite kill", (child) => child.kill("SIGTERM"), 143],
    ["an error that nobody catches", (child) => child.stdin?.write("fail\n"), 1],
  ];
  for (const [name, end, code] of endings) {
    it(`by ${name} ends the CLI and the program, and removes what was temporary`, async () => {
      const started = spawn(process.execPath, ["--input-type=module-typescript", "-e", operationThatWaits], {
        env: { ...process.env, TMPDIR: folder },
        stdio: ["pipe", "pipe", "ignore"],
      });
      child = started;
      const [line] = (await once(started.stdout.setEncoding("utf8"), "data")) as [string];
      pids = JSON.parse(line) as number[];
      assert.deepEqual(pids.map(isRunning), [true, true]);
      end(started);
      assert.deepEqual(await once(started, "exit"), [code, null]);
      for (let tries = 0; tries < 100 && pids.some(isRunning); tries++) await sleep(20);
      assert.deepEqual(pids.map(isRunning), [false, false]);
      const left = readdirSync(folder).filter((entry) => entry.startsWith("pulumi-engine-"));
      assert.deepEqual(left, []);
    });
  }
});

/** Prints the processes of the CLI, which the lock names, and of the program. */
const operationThatWaits = `
  import { globSync, existsSync, readFileSync } from "node:fs";
  import { join } from "node:path";
  import { setTimeout as sleep } from "node:timers/promises";
  import { ShopProject, waitingProgram } from "${shopProject}";
  process.stdin.once("data", () => { throw new Error("not caught"); });
  const stack = await new ShopProject(waitingProgram).stack();
  await stack.start("up");
  const file = join(stack.directory, "pid");
  while (!existsSync(file) || readFileSync(file, "utf8") === "") await sleep(20);
  const [lock] = globSync(join(process.env.TMPDIR, "pulumi-engine-*/backend/.pulumi/locks/**/*.json"));
  console.log(JSON.stringify([JSON.parse(readFileSync(lock, "utf8")).pid, Number(readFileSync(file, "utf8"))]));
`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A killed process whose parent has not asked for it is a zombie.
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, "utf8"));
}
