// What callers notice when a task breaks: requests to it fail until it is taken out, none after that, and a replacement
// takes its place. The counts are printed, as they say what a failure costs; they depend on the load and the moment.
// Not proven: how fast AWS's own scheduler notices; ECS and the load balancer are stood in for by src/task/service.ts
// and src/load-balancer.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { memberRequests } from "../src/load/member-requests.ts";
import { lostRequests, OpenLoad } from "../src/load/open-load.ts";
import { LoadBalancer } from "../src/load-balancer/load-balancer.ts";
import { Service } from "../src/task/service.ts";
import type { Change, Task } from "../src/task/task.ts";
import { needsEngine, useRig } from "./use-rig.ts";

const perSecond = 40;

interface Breakage {
  name: string;
  /** Why the task was replaced. */
  reason: RegExp;
  change?: Change;
  strike(task: Task): Promise<unknown>;
}

// The app itself takes up memory, 64 MiB each 20 ms, once it is told to.
const leak = `process.on("SIGUSR2", () => { const kept = []; setInterval(() => kept.push(Buffer.alloc(2 ** 26, 1)), 20); });`;

const breakages: Breakage[] = [
  {
    name: "kill -9 of the app",
    reason: /^app ended with 137$/,
    strike: (task) => task.exec("app", ["bash", "-c", "kill -KILL -1"]),
  },
  {
    name: "kill -9 of nginx",
    reason: /^nginx ended with \d+$/,
    strike: (task) => task.exec("nginx", ["bash", "-c", "kill -KILL $(</tmp/nginx/nginx.pid)"]),
  },
  {
    name: "a hung app",
    reason: /^app is unhealthy$/,
    strike: (task) => task.exec("app", ["bash", "-c", "kill -STOP -1"]),
  },
  {
    name: "an app beyond its memory",
    // A slow machine may reclaim pages for longer than three checks take before it kills.
    reason: /^app (?:ended with 137, out of memory|is unhealthy)$/,
    change: (config, { name }) => {
      const options = `NODE_OPTIONS=--import=data:text/javascript,${encodeURIComponent(leak)}`;
      if (name === "app") config.Env.push(options);
    },
    strike: (task) => task.signal("app", "SIGUSR2"),
  },
];

interface Outcome {
  sent: number;
  failed: number;
  failedAfterTakenOut: number;
  takenOutSeconds: number;
  healedSeconds: number;
  reasons: string[];
  tasks: number;
}

describe("a task that breaks under load", function () {
  this.timeout(600_000);
  before(needsEngine);
  const outcomes = new Map<string, Outcome>();
  // Side by side: most of the time is spent waiting for checks.
  before(async () => {
    const found = await Promise.all(breakages.map(breakOneOfTwo));
    for (const [index, { name }] of breakages.entries()) {
      const outcome = found[index];
      if (outcome) outcomes.set(name, outcome);
    }
  });

  for (const { name, reason } of breakages) {
    it(`is taken out and replaced after ${name}, and no later request fails`, () => {
      const outcome = outcomes.get(name);
      assert.ok(outcome);
      const { sent, failed, takenOutSeconds, healedSeconds } = outcome;
      console.log(
        `      ${failed} of ${sent} requests failed; taken out after ${takenOutSeconds.toFixed(1)} s, healed after ${healedSeconds.toFixed(1)} s`,
      );
      assert.deepEqual([outcome.reasons.length, outcome.failedAfterTakenOut, outcome.tasks], [1, 0, 2]);
      assert.match(outcome.reasons[0] ?? "", reason);
      // A breakage that nobody notices would prove nothing.
      assert.ok(failed > 0);
    });
  }
});

async function breakOneOfTwo({ change, strike }: Breakage): Promise<Outcome> {
  const rig = await useRig();
  const balancer = await LoadBalancer.start(rig.plan("member").target);
  const service = new Service(() => rig.start("member", change), balancer);
  const { kinds, close } = memberRequests(balancer.port);
  try {
    await service.run(2);
    const [task] = service.tasks;
    assert.ok(task);
    const load = new OpenLoad(perSecond, kinds);
    await sleep(3000);
    const struckAt = Date.now();
    await strike(task);
    await service.healed();
    const healedAt = Date.now();
    await sleep(5000);
    const takenOutAt = balancer.takenOutAt(task.address);
    assert.ok(takenOutAt, "a broken task must be deregistered");
    await load.stop();
    const endedAt = new Map([[task.address, struckAt]]);
    const failures = lostRequests(load, endedAt);
    return {
      sent: load.sent,
      failed: failures.length,
      failedAfterTakenOut: failures.filter(({ sentAt }) => sentAt >= takenOutAt).length,
      takenOutSeconds: (takenOutAt - struckAt) / 1000,
      healedSeconds: (healedAt - struckAt) / 1000,
      reasons: service.replacements.map((replacement) => replacement.reason),
      tasks: service.tasks.size,
    };
  } finally {
    close();
    await service.stop();
    await balancer.stop();
  }
}
