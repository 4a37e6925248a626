// Proves which alarms are refused, and in which words; also what only a stack file can hold, where no type checker looks.
import assert from "node:assert/strict";
import type { AlarmsArgs } from "../../src/index.ts";
import { checkAlarms } from "../../src/observability/alarms-args.ts";

const problemsOf = (alarms: AlarmsArgs | undefined, routed = true) =>
  checkAlarms(alarms, routed).map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);

const rejected: [string, AlarmsArgs, string[], boolean?][] = [
  [
    "figures out of range",
    {
      serverErrorPercent: 0,
      p99LatencyMilliseconds: 0.5,
      unhealthyTargets: 5001,
      cpuPercent: 101,
      memoryPercent: Number.NaN,
      minimumRequests: 0,
    },
    [
      "alarms.serverErrorPercent: must be a whole number from 1 to 100, got 0",
      "alarms.p99LatencyMilliseconds: must be a whole number from 1 to 3600000, got 0.5",
      "alarms.unhealthyTargets: must be a whole number from 1 to 5000, got 5001",
      "alarms.cpuPercent: must be a whole number from 1 to 100, got 101",
      "alarms.memoryPercent: must be a whole number from 1 to 100, got NaN",
      "alarms.minimumRequests: must be a whole number from 1 to 1000000, got 0",
    ],
  ],
  [
    "what the load balancer measures, without a route",
    { serverErrorPercent: 5, p99LatencyMilliseconds: 900, unhealthyTargets: 1, cpuPercent: 90 },
    [
      "alarms.serverErrorPercent: must be left out without a route, since the load balancer measures it, got 5; add a route",
      "alarms.p99LatencyMilliseconds: must be left out without a route, since the load balancer measures it, got 900; add a route",
      "alarms.unhealthyTargets: must be left out without a route, since the load balancer measures it, got 1; add a route",
    ],
    false,
  ],
  [
    "a number of requests that nothing counts",
    { cpuPercent: 90, minimumRequests: 50 },
    [
      "alarms.minimumRequests: must stand beside serverErrorPercent or p99LatencyMilliseconds, got 50 without them; add one, or leave it out",
    ],
  ],
  [
    "a misspelt alarm",
    { cpuPercnt: 90 } as AlarmsArgs,
    [
      "alarms.cpuPercnt: must be left out, got 90; beside each other may stand serverErrorPercent, p99LatencyMilliseconds, unhealthyTargets, cpuPercent, memoryPercent and minimumRequests",
    ],
  ],
];

describe("alarms", () => {
  for (const [title, alarms, problems, routed] of rejected) {
    it(`rejects ${title}`, () => assert.deepEqual(problemsOf(alarms, routed), problems));
  }

  it("may be none, all, or those of a worker", () => {
    assert.deepEqual(problemsOf(undefined), []);
    assert.deepEqual(problemsOf({}, false), []);
    assert.deepEqual(problemsOf({ cpuPercent: 90, memoryPercent: 100 }, false), []);
    assert.deepEqual(
      problemsOf({
        serverErrorPercent: 100,
        p99LatencyMilliseconds: 1,
        minimumRequests: 1,
        unhealthyTargets: 5000,
      }),
      [],
    );
  });
});
