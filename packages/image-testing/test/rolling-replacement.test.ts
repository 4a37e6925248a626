// Whether a deployment loses requests: two tasks behind a load balancer, under open-loop load, are replaced in every
// order of events that ECS can produce. The replacement runs the same image: what counts is that tasks come and go.
// Not proven: AWS's own load balancer and scheduler, whose behaviour is written down in src/load-balancer and here.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { memberRequests } from "../src/load/member-requests.ts";
import { describeFailures, type Failure, lostRequests, OpenLoad } from "../src/load/open-load.ts";
import { LoadBalancer } from "../src/load-balancer/load-balancer.ts";
import { Service } from "../src/task/service.ts";
import type { Change, Task } from "../src/task/task.ts";
import { needsEngine, useRig } from "./use-rig.ts";

const perSecond = 150;
const fewestRequests = 20_000;

/** How the end of a task is ordered: ECS deregisters and signals it by itself, and both take their time to arrive. */
type Ending = (balancer: LoadBalancer, task: Task) => Promise<unknown>;

const signalAfterDelay: Ending = async (balancer, task) => {
  await balancer.deregister(task.address);
  return task.stop();
};
const signalWithDeregistration: Ending = (balancer, task) =>
  Promise.all([balancer.deregister(task.address), task.stop()]);
const signalAfterDeregistration: Ending = async (balancer, task) => {
  const deregistered = balancer.deregister(task.address);
  await sleep(3000);
  await Promise.all([deregistered, task.stop()]);
};
const signalBeforeDeregistration: Ending = async (balancer, task) => {
  const stopped = task.stop();
  await sleep(3000);
  await Promise.all([balancer.deregister(task.address), stopped]);
};

/** Both tasks at once end in the same way; one by one each in its own. */
interface Order {
  order: string;
  endings: [Ending] | [Ending, Ending];
}

const orders: Order[] = [
  { order: "both at once, signalled when their deregistration is over", endings: [signalAfterDelay] },
  { order: "both at once, signalled with their deregistration", endings: [signalWithDeregistration] },
  { order: "both at once, signalled 3 s after their deregistration", endings: [signalAfterDeregistration] },
  { order: "both at once, signalled 3 s before their deregistration", endings: [signalBeforeDeregistration] },
  {
    order: "one by one, signalled with their deregistration and 3 s before it",
    endings: [signalWithDeregistration, signalBeforeDeregistration],
  },
];

describe("rolling replacement under load", function () {
  this.timeout(900_000);
  before(needsEngine);

  it(`loses none of ${fewestRequests} requests in any order of events`, async () => {
    const { load, lost, exitCodes } = await replaceUnderLoad(orders, fewestRequests);
    const busy = load.failures.length - lost.length;
    console.log(
      `      ${load.sent} requests over ${orders.length} replacements: ${describeCounts(load.answered)}; ${lost.length} lost` +
        (busy > 0 ? `; ${busy} answered 503 by tasks that nobody stopped, on a busy machine` : ""),
    );
    assert.deepEqual(lost.slice(0, 10), []);
    // Each container of each task has ended by itself, before its stopTimeout.
    assert.deepEqual(new Set(exitCodes), new Set([0]));
  });

  it("loses requests once the drain is taken out, so that the test above can fail", async () => {
    const order: Order = { order: "both at once", endings: [signalBeforeDeregistration] };
    const withoutDrain: Change = (config) => {
      config.Env = config.Env.map((variable) => variable.replace(/^DRAIN_SECONDS=.*/, "DRAIN_SECONDS=0"));
    };
    const { load, lost } = await replaceUnderLoad([order], 0, withoutDrain);
    console.log(`      ${load.sent} requests, lost: ${describeFailures(lost)}`);
    assert.ok(lost.length > 0);
  });
});

async function replaceUnderLoad(
  rounds: readonly Order[],
  fewest: number,
  change?: Change,
): Promise<{ load: OpenLoad; lost: Failure[]; exitCodes: number[] }> {
  const rig = await useRig();
  const balancer = await LoadBalancer.start(rig.plan("member").target);
  const service = new Service(() => rig.start("member", change), balancer);
  const { kinds, close } = memberRequests(balancer.port);
  const endedAt = new Map<string, number>();
  const exitCodes: Promise<number[]>[] = [];
  // Removed at the end only, so that no task gets the address of an earlier one.
  const gone: Task[] = [];
  const end = async (task: Task, ending: Ending): Promise<number[]> => {
    service.tasks.delete(task);
    endedAt.set(task.address, Date.now());
    await ending(balancer, task);
    const states = await Promise.all(task.plan.containers.map(({ name }) => task.state(name)));
    gone.push(task);
    return states.map(({ exitCode }) => exitCode);
  };
  try {
    await Promise.all([service.add(), service.add()]);
    const load = new OpenLoad(perSecond, kinds);
    for (const { endings } of rounds) {
      const old = [...service.tasks];
      const [first, second] = endings;
      if (second === undefined) await Promise.all(old.map(() => service.add()));
      for (const [index, task] of old.entries()) {
        if (second !== undefined) await service.add();
        exitCodes.push(end(task, (index === 0 ? undefined : second) ?? first));
      }
    }
    const codes = (await Promise.all(exitCodes)).flat();
    await load.until(fewest);
    await load.stop();
    const lost = lostRequests(load, endedAt);
    return { load, lost, exitCodes: codes };
  } finally {
    close();
    await Promise.allSettled(exitCodes);
    for (const task of gone) await task.remove();
    await service.stop();
    await balancer.stop();
  }
}

function describeCounts(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}
