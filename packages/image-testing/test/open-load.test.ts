// Which failures under load count; that load is sent is proven by the tests that send it.
import assert from "node:assert/strict";
import { type Failure, lostRequests } from "../src/load/open-load.ts";

const late: Failure = {
  kind: "names",
  needsDatabase: true,
  status: 503,
  target: "198.18.0.2",
  sentAt: 1000,
  failedAt: 2000,
};
const sent = 100;
const stopped = (failedAt: number) => new Map([["198.18.0.2", failedAt]]);

describe("lost requests", () => {
  it("are not those that a running task answers late by itself", () => {
    assert.deepEqual(lostRequests({ sent, failures: [late] }, new Map()), []);
    assert.deepEqual(lostRequests({ sent, failures: [late] }, stopped(2001)), []);
  });

  const { target: _, ...fromTheLoadBalancer } = late;
  for (const [what, failure, endedAt] of [
    ["a 503 to a request that needs no database", { ...late, kind: "keys", needsDatabase: false }, new Map()],
    ["a 503 of a task after its stop", late, stopped(2000)],
    ["a 503 of the load balancer", fromTheLoadBalancer, new Map()],
    ["another status", { ...late, status: 502 }, new Map()],
    ["no answer", { ...late, status: 0 }, new Map()],
  ] as [string, Failure, Map<string, number>][]) {
    it(`are: ${what}`, () => {
      assert.deepEqual(lostRequests({ sent, failures: [failure] }, endedAt), [failure]);
    });
  }

  it("rejects more late answers than a busy machine explains", () => {
    assert.deepEqual(lostRequests({ sent, failures: [late, late] }, new Map()), []);
    assert.throws(() => lostRequests({ sent, failures: [late, late, late] }, new Map()), {
      message:
        "503: must be the answer of tasks that nobody stopped to at most 2 % of the requests, got 3 of 100; run it on a machine with less to do",
    });
  });
});
