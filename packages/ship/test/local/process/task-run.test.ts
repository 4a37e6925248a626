// Proves the life of a task on small Node programs; that ECS behaves alike is read from its documentation.
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { findFreePorts } from "../../../src/local/gateway/free-ports.ts";
import type { LocalHealth, LocalTask } from "../../../src/local/plan/local-plan.ts";
import { TaskRun } from "../../../src/local/process/task-run.ts";
import { processIdentity } from "../../../src/local/state/process-identity.ts";
import { scriptContainer, task } from "../stack-fixture.ts";
import { until } from "../until.ts";

const forever = "setInterval(() => {}, 1000);";
const serve = (port: number, status = 200) =>
  `require("node:http").createServer((q, r) => r.writeHead(${status}).end(q.url)).listen(${port}, "127.0.0.1");`;
const isGone = (pid: number) => processIdentity(pid) === undefined;

function health(port: number, overrides: Partial<LocalHealth> = {}): LocalHealth {
  return {
    check: { kind: "http", port, path: "/livez" },
    intervalSeconds: 0.1,
    timeoutSeconds: 1,
    retries: 2,
    startPeriodSeconds: 5,
    ...overrides,
  };
}

describe("TaskRun", () => {
  let run: TaskRun | undefined;
  let pids: number[] = [];
  let lines: string[] = [];
  let port = 0;

  beforeEach(async () => {
    [port = 0] = await findFreePorts(1);
    pids = [];
    lines = [];
  });
  afterEach(() => run?.stop(AbortSignal.abort()));

  function start(planned: LocalTask): TaskRun {
    run = new TaskRun(planned, {
      environmentOf: ({ environment }) => environment,
      onLine: (container, line) => lines.push(`${container} ${line}`),
      groups: { add: (pid) => pids.push(pid), remove: () => {} },
    });
    return run;
  }

  it("starts a container after the one it needs has exited with 0 or is healthy", async () => {
    const say = (text: string) => `console.log("${text}");`;
    const containers = [
      scriptContainer("migrate", say("migrated"), { essential: false }),
      scriptContainer("app", say("app") + serve(port), {
        dependsOn: [{ containerName: "migrate", condition: "SUCCESS" }],
        health: health(port),
      }),
      scriptContainer("nginx", say("nginx") + forever, {
        dependsOn: [{ containerName: "app", condition: "HEALTHY" }],
      }),
      scriptContainer("free", `setTimeout(() => console.log("free"), 1); ${forever}`),
    ];
    assert.equal(await start(task(containers)).ready, undefined);
    await until("all have spoken", () => lines.length >= 4);
    assert.deepEqual(
      lines.filter((line) => !line.startsWith("free")),
      ["migrate migrated", "app app", "nginx nginx"],
    );
  });

  it("is done when a job's essential container exits with 0", async () => {
    const containers = [
      scriptContainer("app", 'console.log("cleaned up");'),
      scriptContainer("agent", forever, { essential: false }),
    ];
    const job = start(task(containers, { runsToEnd: true }));
    assert.equal(await job.ended, undefined);
    await job.stop(AbortSignal.abort());
    assert.equal(pids.length, 2);
    assert.ok(pids.every(isGone));
  });

  it("fails when a job's essential container exits with another code", async () => {
    const failure = await start(task([scriptContainer("app", "process.exit(3);")], { runsToEnd: true }))
      .ended;
    assert.match(failure?.message ?? "", /^sample\/app: must exit with 0, got exit code 3; /);
  });

  it("gives a container exactly its environment", async () => {
    const script = `console.log(JSON.stringify(process.env)); ${forever}`;
    await start(task([scriptContainer("app", script, { environment: { A: "1" } })])).ready;
    await until("it has spoken", () => lines.length > 0);
    assert.deepEqual(lines, ['app {"A":"1"}']);
  });

  it("is ready only when the target group's check passes", async () => {
    const containers = [scriptContainer("app", serve(port, 204))];
    const check = { port, path: "/readyz", matcher: "200,204-205" };
    assert.equal(await start(task(containers, { targetChecks: [check] })).ready, undefined);
  });

  it("fails with the exit code and the last lines of a before step", async () => {
    const script = `console.log("first"); console.error("no such table"); process.exitCode = 3;`;
    const app = scriptContainer("app", 'console.log("started")', {
      dependsOn: [{ containerName: "migrate", condition: "SUCCESS" }],
    });
    const failure = await start(task([scriptContainer("migrate", script, { essential: false }), app])).ready;
    assert.equal(
      failure?.message,
      [
        "sample/migrate: must exit with 0 before app can start, got exit code 3; look at apps/sample/migrate.ts and stacks/sample/index.ts; its last lines:",
        "  first",
        "  no such table",
      ].join("\n"),
    );
    await setTimeout(50);
    assert.deepEqual(lines, ["migrate first", "migrate no such table"]);
  });

  it("fails when a container never becomes healthy, telling check, limit and last answer", async () => {
    const limits = health(port, { startPeriodSeconds: 0, timeoutSeconds: 0.2 });
    const failure = await start(task([scriptContainer("app", serve(port, 500), { health: limits })])).ready;
    assert.match(
      failure?.message ?? "",
      new RegExp(
        `^sample/app: health check GET http://127.0.0.1:${port}/livez must pass within 0.4 s, got (status 500|.*ECONNREFUSED.*); look at apps/sample/app.ts and stacks/sample/index.ts; it printed nothing$`,
      ),
    );
  });

  it("fails when a healthy container answers badly as often as its retries", async () => {
    const script = `let n = 0; require("node:http").createServer((q, r) => r.writeHead(n++ < 1 ? 200 : 503).end()).listen(${port}, "127.0.0.1");`;
    const started = start(task([scriptContainer("app", script, { health: health(port) })]));
    assert.equal(await started.ready, undefined);
    assert.match(
      (await started.ended)?.message ?? "",
      /must keep passing, got 2 failures, the last: status 503/,
    );
  });

  it("asks a command's exit code where the check is a command", async () => {
    const check = (code: number) => ({
      kind: "command" as const,
      command: [process.execPath, "-e", `process.exit(${code})`],
    });
    const limits = { startPeriodSeconds: 0, timeoutSeconds: 1 };
    const good = scriptContainer("app", forever, { health: health(port, { check: check(0) }) });
    assert.equal(await start(task([good])).ready, undefined);
    await run?.stop(AbortSignal.abort());
    const bad = scriptContainer("app", forever, { health: health(port, { check: check(7), ...limits }) });
    assert.match((await start(task([bad])).ready)?.message ?? "", /got exit code 7;/);
  });

  it("fails when an essential container exits, even with 0", async () => {
    const failure = await start(task([scriptContainer("app", ""), scriptContainer("other", forever)])).ended;
    assert.match(failure?.message ?? "", /^sample\/app: must keep running, got exit code 0;/);
  });

  it("fails when a program is not there", async () => {
    const missing = scriptContainer("app", "", { command: ["/no/such/program"] });
    assert.match((await start(task([missing])).ready)?.message ?? "", /got spawn \/no\/such\/program ENOENT/);
  });

  it("stops dependents first and leaves no process", async () => {
    const endAfter = (ms: number) =>
      `process.on("SIGTERM", () => setTimeout(() => { console.log("end"); process.exit(); }, ${ms}));`;
    const containers = [
      scriptContainer("app", endAfter(0) + serve(port), { health: health(port) }),
      scriptContainer("nginx", `${endAfter(100)} console.log("up"); ${forever}`, {
        dependsOn: [{ containerName: "app", condition: "HEALTHY" }],
      }),
    ];
    const started = start(task(containers));
    await started.ready;
    await until("it has spoken", () => lines.length > 0);
    await started.stop(AbortSignal.timeout(5000));
    assert.deepEqual(lines, ["nginx up", "nginx end", "app end"]);
    assert.equal(await started.ended, undefined);
    assert.deepEqual(pids.map(isGone), [true, true]);
  });

  it("kills what does not stop in time, and its descendants", async () => {
    const child = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(forever)}])`;
    const script = `process.on("SIGTERM", () => {}); console.log(${child}.pid); ${forever}`;
    const started = start(task([scriptContainer("app", script)]));
    await until("it has spoken", () => lines.length > 0);
    const grandchild = Number(lines[0]?.split(" ")[1]);
    await started.stop(AbortSignal.timeout(100));
    await until("the grandchild is gone", () => isGone(grandchild));
    assert.deepEqual(pids.map(isGone), [true]);
  });

  it("stops while a container still waits for another", async () => {
    const waiting = scriptContainer("app", "", {
      dependsOn: [{ containerName: "slow", condition: "SUCCESS" }],
    });
    const started = start(task([scriptContainer("slow", forever, { essential: false }), waiting]));
    await until("it runs", () => pids.length > 0);
    await started.stop(AbortSignal.timeout(5000));
    assert.equal(await started.ready, undefined);
    assert.deepEqual(pids.map(isGone), [true]);
  });
});
