// Proves which deployments are refused, and in which words; also what only a stack file can hold, where no type checker
// looks.
import assert from "node:assert/strict";
import type { DeploymentArgs, FargateServiceArgs } from "../../src/index.ts";
import { problemsOf } from "../sample-service.ts";

const worker: Partial<FargateServiceArgs> = { route: undefined };
const header = (name: string) => ({ header: name, value: "next" });
const rejected: [string, object, string[], Partial<FargateServiceArgs>?][] = [
  [
    "a strategy that does not exist",
    { strategy: "bigBang" },
    ['deployment.strategy: must be "rolling", "blueGreen", "canary" or "linear", got "bigBang"'],
  ],
  [
    "a rolling deployment that can neither stop nor start a task",
    { maximumPercent: 100 },
    [
      "deployment.maximumPercent: must be above 100 when minimumHealthyPercent is 100, got 100; ECS could neither stop nor start a task",
    ],
  ],
  [
    "percentages out of range",
    { minimumHealthyPercent: -1, maximumPercent: 201 },
    [
      "deployment.minimumHealthyPercent: must be a whole number from 0 to 100, got -1",
      "deployment.maximumPercent: must be a whole number from 100 to 200, got 201",
    ],
  ],
  [
    "what belongs to another strategy",
    { strategy: "canary", stepPercent: 20, maximumPercent: 150 },
    [
      'deployment.stepPercent: must be left out with strategy "canary", got 20; it knows strategy, rollBackOnAlarms, timeoutMinutes, bakeTimeMinutes, test, canaryPercent and canaryBakeTimeMinutes',
      'deployment.maximumPercent: must be left out with strategy "canary", got 150; it knows strategy, rollBackOnAlarms, timeoutMinutes, bakeTimeMinutes, test, canaryPercent and canaryBakeTimeMinutes',
    ],
  ],
  [
    "steps and times out of range",
    { strategy: "linear", stepPercent: 2, stepBakeTimeMinutes: "3", bakeTimeMinutes: 1441 },
    [
      "deployment.bakeTimeMinutes: must be a whole number from 0 to 1440 minutes, got 1441",
      "deployment.stepPercent: must be a whole number from 3 to 99, got 2",
      'deployment.stepBakeTimeMinutes: must be a whole number from 0 to 1440 minutes, got "3"',
    ],
  ],
  [
    "moving requests that the load balancer does not send",
    { strategy: "blueGreen" },
    [
      'deployment.strategy: must be "rolling" without a route, since the load balancer moves the requests, got "blueGreen"; add a route or leave deployment.strategy out',
    ],
    worker,
  ],
  [
    "scaling by the requests of one of two target groups",
    { strategy: "linear" },
    [
      'scaling.requestsPerTarget: must be left out with strategy "linear", whose two target groups take turns while AWS counts the requests of one; use cpuPercent',
    ],
    { scaling: { min: 1, max: 3, requestsPerTarget: 600 } },
  ],
  [
    "less time than the deployment takes on purpose",
    { strategy: "canary", timeoutMinutes: 12 },
    [
      "deployment.timeoutMinutes: must be more than the 20 minutes that moving, baking and deregistering take, got 12; raise it or leave it out",
    ],
    { deregistrationDelaySeconds: 600 },
  ],
  [
    "less time than tasks may take to finish their requests",
    { timeoutMinutes: 15 },
    [
      "deployment.timeoutMinutes: must be more than the 15 minutes that moving, baking and deregistering take, got 15; raise it or leave it out",
    ],
    { deregistrationDelaySeconds: 900 },
  ],
  [
    "test requests by a header of the route",
    { strategy: "blueGreen", test: header("x-beta") },
    ['deployment.test.header: must not be a header of the route itself, got "x-beta"; name another'],
    { route: { paths: ["/api/shop*"], headers: { "X-Beta": ["yes"] }, container: "nginx" } },
  ],
  [
    "test requests by what is no header",
    { strategy: "blueGreen", test: header("X Version") },
    ['deployment.test.header: must be a header name of at most 40 characters, got "X Version"'],
  ],
  [
    "test requests by no value",
    { strategy: "blueGreen", test: { header: "X-Version" } },
    ["deployment.test.value: must be a pattern of 1 to 128 characters, got nothing"],
  ],
  [
    "test requests whose rule would be asked after the route's",
    { strategy: "blueGreen", test: header("X-Version") },
    [
      "deployment.test.priority: must be less than the route's 7, so that it is asked first, got 46308; set it to a free one",
    ],
    { route: { paths: ["/api/shop*"], container: "nginx", priority: 7 } },
  ],
  [
    "more values in the test rule than AWS takes",
    { strategy: "blueGreen", test: header("X-Version") },
    [
      "deployment.test: must have 1 to 5 values of paths, hosts, headers and methods together, got 6; join paths with * or add a service",
    ],
    { route: { paths: ["/a", "/b", "/c", "/d", "/e"], container: "nginx" } },
  ],
];

describe("FargateService rejects as its deployment", () => {
  for (const [what, deployment, expected, others] of rejected) {
    it(what, async () => {
      const problems = await problemsOf({ ...others, deployment: deployment as DeploymentArgs });
      assert.deepEqual(problems.toSorted(), expected.toSorted());
    });
  }
});
