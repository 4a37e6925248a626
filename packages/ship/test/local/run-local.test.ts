// Proves how `ship local` starts, fails and ends, in processes of its own, with one small stack without database.
// member and board with their databases are in local-system.test.ts.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { findFreePorts } from "../../src/local/gateway/free-ports.ts";
import { processIdentity } from "../../src/local/state/process-identity.ts";
import { type LocalRun, startLocal } from "./local-run.ts";
import { goodApp, makeSampleWorkspace, type SampleWorkspace } from "./sample-workspace.ts";
import { until } from "./until.ts";

interface Answer {
  pid: number;
  token: string;
}

describe("ship local with a sample stack", function () {
  this.timeout(30_000);
  let workspace: SampleWorkspace;
  let port = 0;
  let runs: LocalRun[] = [];

  beforeEach(async () => {
    workspace = makeSampleWorkspace();
    [port = 0] = await findFreePorts(1);
    runs = [];
  });
  afterEach(async () => {
    for (const run of runs) run.signal("SIGTERM");
    await Promise.all(runs.map(({ exited }) => exited));
    workspace.remove();
  });

  function start(options: { fresh?: boolean; job?: string } = {}): LocalRun {
    const run = startLocal({ workspace: workspace.folder, port, ...options });
    runs.push(run);
    return run;
  }

  async function ask(url: string): Promise<Answer> {
    return (await fetch(url)).json() as Promise<Answer>;
  }

  async function stop(run: LocalRun, signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    run.signal(signal);
    return run.exited;
  }

  const record = () => join(workspace.folder, ".local/dev/run.json");

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`serves until ${signal}, then leaves neither process nor lock and exits with 0`, async () => {
      const run = start();
      const { pid } = await ask(await run.ready());
      const stopped = performance.now();
      assert.equal(await stop(run, signal), 0);
      assert.ok(performance.now() - stopped < 5000);
      assert.equal(processIdentity(pid), undefined);
      assert.equal(existsSync(record()), false);
    });
  }

  it("keeps generated secrets over a restart, and forgets them with --fresh", async () => {
    const tokens: string[] = [];
    for (const fresh of [false, false, true]) {
      const run = start({ fresh });
      tokens.push((await ask(await run.ready())).token);
      await stop(run);
    }
    assert.equal(tokens[1], tokens[0]);
    assert.notEqual(tokens[2], tokens[0]);
  });

  it("runs a job once when asked to, with a secret of its own, and serves on", async () => {
    const run = start({ job: "tidy" });
    const url = await run.ready();
    await until("the job is done", () => run.output().includes("tidy: the job is done"));
    const { token } = await ask(url);
    const [, ofJob] = /^tidy\/app +│ tidied with (0\.\d+)$/m.exec(run.output()) ?? [];
    assert.ok(ofJob !== undefined && ofJob !== token, run.output());
    assert.equal(await stop(run), 0);
  });

  it("says why a job failed, and serves on", async () => {
    workspace.writeApp(`if (process.argv[2] === "tidy") process.exit(4); ${goodApp}`);
    const run = start({ job: "tidy" });
    const url = await run.ready();
    await until("the job has failed", () => run.output().includes("must exit with 0, got exit code 4"));
    assert.equal((await fetch(url)).status, 200);
    assert.equal(await stop(run), 0);
  });

  it("refuses a job that is not there", async () => {
    const run = start({ job: "tidi" });
    assert.equal(await run.exited, 1);
    assert.match(run.output(), /^--job: must be tidy, got tidi$/m);
  });

  it("refuses a second start, and says who runs", async () => {
    const first = start();
    const url = await first.ready();
    const second = start();
    assert.equal(await second.exited, 1);
    assert.match(
      second.output(),
      new RegExp(`^environment dev must run only once .* at ${url} as process ${first.pid}`),
    );
    assert.equal((await fetch(url)).status, 200);
  });

  it("ends its processes when it is killed, and starts again", async () => {
    const killed = start();
    const { pid } = await ask(await killed.ready());
    await stop(killed, "SIGKILL");
    const next = start();
    assert.notEqual((await ask(await next.ready())).pid, pid);
    assert.equal(processIdentity(pid), undefined);
  });

  it("kills at once at the second Ctrl-C", async () => {
    workspace.writeApp(`${goodApp} process.on("SIGTERM", () => {});`);
    const run = start();
    const { pid } = await ask(await run.ready());
    run.signal("SIGINT");
    await setTimeout(700);
    const second = performance.now();
    assert.equal(await stop(run), 130);
    assert.ok(performance.now() - second < 1000);
    assert.equal(processIdentity(pid), undefined);
  });

  it("kills what does not stop within 5 seconds", async () => {
    workspace.writeApp(`${goodApp} process.on("SIGTERM", () => {});`);
    const run = start();
    const { pid } = await ask(await run.ready());
    const stopped = performance.now();
    assert.equal(await stop(run), 0);
    assert.ok(performance.now() - stopped < 5000);
    assert.equal(processIdentity(pid), undefined);
  });

  it("stops at Ctrl-C during the start", async () => {
    workspace.writeApp(
      `if (process.argv[2] === "migrate") { console.log("slow"); setTimeout(() => {}, 60_000); }`,
    );
    const run = start();
    await until("the step runs", () => run.output().includes("│ slow"));
    assert.equal(await stop(run), 0);
    assert.equal(existsSync(record()), false);
  });

  it("exits with 1 and one message when a before step fails", async () => {
    workspace.writeApp(`console.error("no such table"); process.exitCode = 3;`);
    const run = start();
    assert.equal(await run.exited, 1);
    const message = `sample/migrate: must exit with 0 before app can start, got exit code 3; look at apps/sample/src/main.ts and stacks/sample/index.ts; its last lines:\n  no such table\n`;
    assert.ok(run.output().endsWith(message), run.output());
    assert.equal(existsSync(record()), false);
  });

  it("exits with 1 and one message, its last words, when a container never becomes healthy", async () => {
    workspace.writeApp(`
      if (process.argv[2] !== "migrate") {
        console.log('{"level":"info","msg":"waiting"}');
        setInterval(() => {}, 1000);
        process.on("SIGTERM", () => process.exit(console.log("stopping")));
      }`);
    const run = start();
    assert.equal(await run.exited, 1);
    assert.match(run.output(), /stopping/);
    assert.match(
      run.output(),
      /\nsample\/app: health check GET http:\/\/127\.0\.0\.1:\d+\/livez must pass within 7 s, got .*ECONNREFUSED.*; look at apps\/sample\/src\/main\.ts and stacks\/sample\/index\.ts; its last lines:\n {2}info waiting\n$/,
    );
  });

  it("exits with 1, having started nothing, when a stack file has a mistake", async () => {
    workspace.writeStackFile("config: [\n");
    const run = start();
    assert.equal(await run.exited, 1);
    assert.match(run.output(), /Pulumi\.dev\.yaml/);
    assert.equal(existsSync(join(workspace.folder, ".local/dev")), false);
  });
});
