// Proves which numbers of tasks, metrics and schedules are refused, and in which words; also what only a stack file can
// hold, where no type checker looks.
import assert from "node:assert/strict";
import type { FargateServiceArgs, ScalingArgs } from "../../src/index.ts";
import { problemsOf } from "../sample-service.ts";

const daily = "cron(0 8 * * ? *)";
const worker: Partial<FargateServiceArgs> = { route: undefined };
const rejected: [string, ScalingArgs, string[], Partial<FargateServiceArgs>?][] = [
  [
    "a min above max",
    { min: 5, max: 2, cpuPercent: 60 },
    ["scaling.min: must be at most max (2), got 5; lower it or raise max"],
  ],
  [
    "autoscaling without a reason to scale",
    { min: 1, max: 3 },
    [
      "scaling: must have cpuPercent, memoryPercent, requestsPerTarget or schedules beside min and max, got none; add one, or set count alone",
    ],
  ],
  [
    "schedules that are none",
    { min: 1, max: 3, schedules: {} },
    [
      "scaling: must have cpuPercent, memoryPercent, requestsPerTarget or schedules beside min and max, got none; add one, or set count alone",
    ],
  ],
  [
    "requests per target without a route",
    { min: 1, max: 3, requestsPerTarget: 600 },
    [
      "scaling.requestsPerTarget: must be left out without a route, since the load balancer counts the requests, got 600; add a route",
    ],
    worker,
  ],
  [
    "no tasks without a schedule that starts some",
    { min: 0, max: 3, cpuPercent: 60 },
    [
      "scaling.min: must be at least 1 unless a schedule raises it again, got 0; without tasks there is no metric that could start one",
    ],
  ],
  [
    "a schedule that stops all tasks for good",
    { min: 1, max: 3, cpuPercent: 60, schedules: { night: { schedule: daily, min: 0 } } },
    [
      "scaling.schedules: must be at least 1 unless a schedule raises it again, got 0; without tasks there is no metric that could start one",
    ],
  ],
  [
    "a schedule that AWS does not understand, in a zone that does not exist",
    { min: 1, max: 3, schedules: { noon: { schedule: "0 12 * * *", timezone: "Seoul", min: 2 } } },
    [
      'scaling.schedules.noon.schedule: must be "cron(<six fields>)", "rate(<number> <unit>)" or "at(<yyyy-mm-ddThh:mm:ss>)", got "0 12 * * *"',
      'scaling.schedules.noon.timezone: must be the name of an IANA time zone such as "Asia/Seoul" or "UTC", got "Seoul"',
    ],
  ],
  [
    "a schedule whose bounds contradict the service's",
    { min: 2, max: 5, schedules: { noon: { schedule: daily, min: 6 }, night: { schedule: daily, max: 1 } } },
    [
      "scaling.schedules.noon.min: must be at most max (5), got 6; lower it or raise max",
      "scaling.schedules.night.min: must be at most max (1), got 2; lower it or raise max",
    ],
  ],
  [
    "a schedule that changes nothing, under a name of its own making",
    { min: 2, max: 5, schedules: { "At noon": { schedule: daily } } },
    [
      'scaling.schedules.At noon: must be 1 to 24 lower-case letters, digits and single hyphens, starting with a letter, got "At noon"',
      "scaling.schedules.At noon: must have min, max or both, got neither; say what changes then",
    ],
  ],
  [
    "a schedule of which a stack file says only the name",
    { min: 2, max: 5, schedules: { noon: null } } as unknown as ScalingArgs,
    [
      'scaling.schedules.noon.schedule: must be "cron(<six fields>)", "rate(<number> <unit>)" or "at(<yyyy-mm-ddThh:mm:ss>)", got nothing',
      "scaling.schedules.noon: must have min, max or both, got neither; say what changes then",
    ],
  ],
  [
    "a bound alone, a count beside it and a misspelt metric",
    { max: 5, count: 3, cpuPercnt: 60, memoryPercent: 60 } as ScalingArgs,
    [
      "scaling.count: must be left out, got 3; beside each other may stand min, max, cpuPercent, memoryPercent, requestsPerTarget, schedules, scaleOutCooldownSeconds and scaleInCooldownSeconds",
      "scaling.cpuPercnt: must be left out, got 60; beside each other may stand min, max, cpuPercent, memoryPercent, requestsPerTarget, schedules, scaleOutCooldownSeconds and scaleInCooldownSeconds",
      "scaling.min: must be a whole number from 0 to 5000, got nothing",
    ],
  ],
  [
    "a misspelt field of a schedule",
    { min: 1, max: 5, schedules: { noon: { schedule: daily, min: 2, timeZone: "UTC" } } } as ScalingArgs,
    [
      'scaling.schedules.noon.timeZone: must be left out, got "UTC"; beside each other may stand schedule, timezone, min and max',
    ],
  ],
];

describe("FargateService", () => {
  for (const [title, scaling, problems, overrides] of rejected) {
    it(`rejects ${title}`, async () => {
      assert.deepEqual(await problemsOf({ scaling, ...overrides }), problems);
    });
  }
});
