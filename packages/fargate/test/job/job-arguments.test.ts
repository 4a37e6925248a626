// Proves which arguments of a job are refused, in which words, and that nothing registers then. What of a task is refused
// whatever runs it: validate-service.test.ts.
import { Job, type JobArgs } from "../../src/index.ts";
import { itRejects, type Rejection } from "../rejections.ts";
import { imageOf, samplePlatform } from "../sample-service.ts";

interface NamedArgs extends Partial<JobArgs> {
  name?: string;
}

const nightly = "cron(0 3 * * ? *)";
const containers = { app: { image: imageOf("shop") } };

const rejections: Rejection<NamedArgs>[] = [
  [
    "a name that AWS would refuse",
    { name: "Clean up" },
    [
      'name: must be 1 to 24 lower-case letters, digits and single hyphens, starting with a letter, got "Clean up"',
    ],
  ],
  ["no containers", { containers: {} }, ["containers: must name at least one container, got none"]],
  [
    "an image by tag, a size that Fargate lacks and logs for a day and a half",
    { containers: { app: { image: "acme/shop:latest" } }, size: { cpu: 300 as 256 }, logRetentionDays: 1.5 },
    [
      "size.cpu: must be 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768, got 300",
      'containers.app.image: must be given by digest, as docker.io/<namespace>/<name>@sha256:<64 hex digits>, got "acme/shop:latest"; a tag can be moved, a digest cannot',
      "logRetentionDays: must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653, got 1.5",
    ],
  ],
  [
    "shares of a single task",
    { capacity: "spotMixed" as "spot" },
    ['capacity: must be "onDemand" or "spot", since a job is one task, got "spotMixed"'],
  ],
  [
    "shares in numbers",
    { capacity: { spot: { weight: 1 } } as unknown as "spot" },
    ['capacity: must be "onDemand" or "spot", since a job is one task, got {"spot":{"weight":1}}'],
  ],
  [
    "a schedule of five fields in a zone that does not exist",
    { schedule: { expression: "0 3 * * *", timezone: "Seoul" } },
    [
      'schedule.expression: must be "cron(<six fields>)", "rate(<number> <unit>)" or "at(<yyyy-mm-ddThh:mm:ss>)", got "0 3 * * *"',
      'schedule.timezone: must be the name of an IANA time zone such as "Asia/Seoul" or "UTC", got "Seoul"',
    ],
  ],
  [
    "a schedule that says nothing",
    { schedule: {} as { expression: string } },
    [
      'schedule.expression: must be "cron(<six fields>)", "rate(<number> <unit>)" or "at(<yyyy-mm-ddThh:mm:ss>)", got nothing',
    ],
  ],
  [
    "a misspelt field of a schedule",
    { schedule: { expression: nightly, timeZone: "UTC" } as { expression: string } },
    [
      'schedule.timeZone: must be left out, got "UTC"; beside each other may stand expression, timezone, paused, maximumRetryAttempts and maximumEventAgeSeconds',
    ],
  ],
  [
    "a database of its own on Spot",
    { capacity: "spot", containers: { app: { image: imageOf("postgres") } } },
    [
      'capacity: must not hold a database in app on Spot, whose tasks AWS takes away with their data, got "spot"; use "onDemand", or a Database of its own',
    ],
  ],
  [
    "more retries and a greater age than AWS allows",
    { schedule: { expression: nightly, maximumRetryAttempts: 186, maximumEventAgeSeconds: 59 } },
    [
      "schedule.maximumRetryAttempts: must be a whole number from 0 to 185, got 186",
      "schedule.maximumEventAgeSeconds: must be a whole number from 60 to 86400 seconds, got 59",
    ],
  ],
];

describe("Job", () => {
  itRejects(rejections, ({ name = "cleanup", ...args }) => {
    new Job(name, { platform: samplePlatform(), containers, ...args });
  });
});
