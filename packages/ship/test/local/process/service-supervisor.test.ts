// Proves that a failed task is replaced; ECS's own back-off is longer and is not copied to the second.
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { ServiceSupervisor } from "../../../src/local/process/service-supervisor.ts";
import { TaskFailure } from "../../../src/local/process/task-run.ts";
import { scriptContainer, task } from "../stack-fixture.ts";
import { until } from "../until.ts";

const forever = "setInterval(() => {}, 1000);";

describe("ServiceSupervisor", () => {
  let supervisor: ServiceSupervisor | undefined;
  let pids: number[] = [];
  let events: string[] = [];

  beforeEach(() => {
    pids = [];
    events = [];
  });
  afterEach(() => supervisor?.stop(AbortSignal.timeout(2000)));

  function supervise(script: string): ServiceSupervisor {
    supervisor = new ServiceSupervisor(
      task([scriptContainer("app", script)]),
      {
        environmentOf: () => ({}),
        onLine: () => {},
        groups: { add: (pid) => pids.push(pid), remove: () => {} },
      },
      (text) => events.push(text),
      { firstMs: 20, longestMs: 40, calmMs: 60_000 },
    );
    return supervisor;
  }

  it("replaces a task that is killed, and says so", async () => {
    const supervised = supervise(forever);
    await supervised.start();
    assert.equal(supervised.available, true);
    process.kill(pids[0] ?? 0, "SIGKILL");
    await until("two events came", () => events.length >= 2);
    assert.match(events[0] ?? "", /^sample\/app: must keep running, got signal SIGKILL;/);
    assert.match(events[0] ?? "", /\nsample: replaced by a new task in 0.02 s$/);
    assert.equal(events[1], "sample: healthy again");
    assert.equal(supervised.available, true);
    assert.equal(pids.length, 2);
  });

  it("waits longer each time, up to a limit", async () => {
    const supervised = supervise("process.exit(1)");
    await supervised.start();
    const failures = () => events.filter((event) => event.includes("replaced"));
    await until("it failed four times", () => failures().length >= 4);
    const pauses = failures().map((event) => /in ([\d.]+) s$/.exec(event)?.[1]);
    assert.deepEqual(pauses.slice(0, 4), ["0.02", "0.04", "0.04", "0.04"]);
  });

  it("rejects a first start that fails, and does not try again", async () => {
    supervisor = new ServiceSupervisor(
      task([scriptContainer("app", "", { command: ["/no/such/program"], health: undefined })]),
      { environmentOf: () => ({}), onLine: () => {}, groups: { add: () => {}, remove: () => {} } },
      (text) => events.push(text),
    );
    const start = supervisor.start();
    await assert.rejects(start, TaskFailure);
    assert.deepEqual(events, []);
  });

  it("does not replace a task after stop", async () => {
    const supervised = supervise(forever);
    await supervised.start();
    await supervised.stop(AbortSignal.timeout(2000));
    await setTimeout(100);
    assert.deepEqual([pids.length, events, supervised.available], [1, [], false]);
  });
});
