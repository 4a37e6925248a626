// Proves what is refused before anything registers, and in which words.
import assert from "node:assert/strict";
import type { ContainerArgs, FargateServiceArgs } from "../../src/index.ts";
import { imageOf, problemsOf, recordService } from "../sample-service.ts";

const app: ContainerArgs = { image: imageOf("shop"), port: 8080, health: { http: "/livez" } };
const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf";
const parameterArn = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/key";
const alone = { before: undefined, route: undefined, connect: undefined };

/** A service of one container with these fields. */
function withApp(fields: Partial<ContainerArgs>): Partial<FargateServiceArgs> {
  return { ...alone, containers: { app: { ...app, ...fields } } };
}

/** The reason for a variable that looks like a secret. */
const plainSecret = (what: string) =>
  `must not hold a secret, since the task definition shows it, got ${what}; put it into Secrets Manager and name it in secrets`;

const rejected: [string, Partial<FargateServiceArgs>, string[]][] = [
  [
    "a cpu of 300",
    { size: { cpu: 300 } },
    ["size.cpu: must be 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768, got 300"],
  ],
  [
    "an image by tag",
    withApp({ image: "docker.io/acme/shop:1.2.3" }),
    [
      'containers.app.image: must be given by digest, as docker.io/<namespace>/<name>@sha256:<64 hex digits>, got "docker.io/acme/shop:1.2.3"; a tag can be moved, a digest cannot',
    ],
  ],
  [
    "an image that was never released",
    withApp({ image: { unreleased: "shop", key: "app" } }),
    [
      "containers.app.image: images.app was not released to dev, got nothing; run npm run ship -- release shop dev",
    ],
  ],
  [
    "a task without containers",
    { ...alone, containers: {} },
    ["containers: must name at least one container, got none"],
  ],
  [
    "a task of which no container is essential",
    withApp({ essential: false }),
    [
      "containers: must have one that is essential, got none; leave out essential: false on the one that serves",
    ],
  ],
  [
    "two containers on one port",
    { ...alone, containers: { app, other: app } },
    [
      "containers.other.port: must differ from app's, since containers of a task share their address, got 8080 for both",
    ],
  ],
  [
    "the root user",
    withApp({ user: "0" }),
    ['containers.app.user: must be a numeric user other than root, "uid" or "uid:gid", got "0"'],
  ],
  [
    "PORT beside port",
    withApp({ environment: { PORT: "1" } }),
    ["containers.app.environment.PORT: is set from port; leave it out"],
  ],
  [
    "a variable that is both plain and secret",
    withApp({ environment: { KEY: "x" }, secrets: { KEY: { arn: secretArn } } }),
    ["containers.app.secrets.KEY: must not be in environment too; leave it in secrets only"],
  ],
  [
    "a secret that is not given by its full ARN",
    withApp({ secrets: { KEY: { arn: "shop/key" } } }),
    [
      'containers.app.secrets.KEY.arn: must be the full ARN of a secret (arn:aws:secretsmanager:…:secret:…) or parameter (arn:aws:ssm:…:parameter/…), got "shop/key"',
    ],
  ],
  [
    "an ARN without the characters that Secrets Manager adds to the name",
    withApp({ secrets: { KEY: { arn: secretArn.replace("-AbCdEf", "") } } }),
    [
      'containers.app.secrets.KEY.arn: must end in the hyphen and six characters that Secrets Manager adds to the name, or the role\'s right would not match it, got "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop"; copy it from: aws secretsmanager describe-secret --secret-id <name>',
    ],
  ],
  [
    "a JSON key of a parameter",
    withApp({ secrets: { KEY: { arn: parameterArn, jsonKey: "key" } } }),
    [
      'containers.app.secrets.KEY.jsonKey: must be left out for a parameter, whose value is taken whole, got "key"; keep JSON in Secrets Manager',
    ],
  ],
  [
    "a JSON key that would divide the reference",
    withApp({ secrets: { KEY: { arn: secretArn, jsonKey: "a:b" }, OTHER: { arn: secretArn, jsonKey: "" } } }),
    [
      'containers.app.secrets.KEY.jsonKey: must be a key of the secret\'s JSON without ":", at which ECS divides the reference, got "a:b"',
      'containers.app.secrets.OTHER.jsonKey: must be a key of the secret\'s JSON without ":", at which ECS divides the reference, got nothing',
    ],
  ],
  [
    "plain variables that look like secrets, by name or by form",
    withApp({
      environment: {
        API_KEY: "abc",
        DATABASE_URL: "postgres://shop:hunter2@db:5432/shop",
        PASSWORD_FILE: "/run/secret",
        TOKEN_SECONDS: "60",
        SESSION_SECRET: "",
      },
    }),
    [
      `containers.app.environment.API_KEY: ${plainSecret("a name that promises a secret")}`,
      `containers.app.environment.DATABASE_URL: ${plainSecret("a value in the form of a secret")}`,
    ],
  ],
  [
    "more memory for the containers than the task has, the Service Connect proxy counted",
    { ...withApp({ memoryMiB: 512, memoryReservationMiB: 450 }), connect: true },
    [
      "containers: must reserve at most 512 MiB together, the task's memory, got 450 MiB and 64 MiB for the Service Connect proxy; lower them or raise size.memoryMiB",
    ],
  ],
  [
    "a soft limit above the hard one, and more than the task has",
    withApp({ memoryMiB: 256, memoryReservationMiB: 300, cpu: 512, tmpMiB: 0 }),
    [
      "containers.app.cpu: must be a whole number from 0 to 256 CPU units, the task's, got 512",
      "containers.app.tmpMiB: must be a whole number from 1 to 512 MiB, the task's memory, got 0",
      "containers.app.memoryReservationMiB: must be at most memoryMiB (256), got 300; lower it or raise memoryMiB",
    ],
  ],
  [
    "more CPU for the containers together than the task has",
    { ...alone, containers: { app: { ...app, cpu: 200 }, other: { image: imageOf("x"), cpu: 100 } } },
    [
      "containers: must have at most 256 CPU units together, the task's, got 300; lower them or raise size.cpu",
    ],
  ],
  [
    "ephemeral storage of the 20 GiB that every task has",
    { ephemeralStorageGiB: 20 },
    ["ephemeralStorageGiB: must be a whole number from 21 to 200 GiB, got 20"],
  ],
  [
    "an unknown capacity",
    { capacity: "cheap" as "spot" },
    ['capacity: must be "onDemand", "spotMixed", "spot" or shares of onDemand and spot, got "cheap"'],
  ],
  [
    "a database on Spot",
    {
      ...withApp({}),
      capacity: "spotMixed",
      containers: { app, store: { image: imageOf("postgres"), port: 5432 } },
    },
    [
      'capacity: must not hold a database in store on Spot, whose tasks AWS takes away with their data, got "spotMixed"; use "onDemand", or a Database of its own',
    ],
  ],
  [
    "capacity with two bases",
    { capacity: { onDemand: { base: 1, weight: 1 }, spot: { base: 1, weight: 1 } } },
    ["capacity: must have one base at the most, got two; set one to 0"],
  ],
  [
    "capacity without a weight",
    { capacity: { onDemand: { base: 1, weight: 0 } } },
    [
      "capacity: must have a share whose weight is above 0, got none; ECS would place no task beyond the base",
    ],
  ],
  [
    "a stop time-out above Fargate's",
    withApp({ stopTimeoutSeconds: 300 }),
    ["containers.app.stopTimeoutSeconds: must be a whole number from 2 to 120 seconds, got 300"],
  ],
  [
    "draining for longer than it may live, and a variable that is set from it",
    withApp({ drainSeconds: 30, environment: { DRAIN_SECONDS: "5" } }),
    [
      "containers.app.drainSeconds: must be less than stopTimeoutSeconds (30), after which it is killed, got 30; lower it or raise stopTimeoutSeconds",
      "containers.app.environment.DRAIN_SECONDS: is set from drainSeconds; leave it out",
    ],
  ],
  [
    "draining for longer than Fargate waits at all",
    withApp({ drainSeconds: 120, stopTimeoutSeconds: 120 }),
    ["containers.app.drainSeconds: must be a whole number from 0 to 119 seconds, got 120"],
  ],
  [
    "a grace period that is shorter than the declared start",
    { healthCheckGracePeriodSeconds: 59 },
    [
      "healthCheckGracePeriodSeconds: must be at least 60, the start periods of nginx and what it waits for, got 59; raise it, leave it out or lower startPeriodSeconds",
    ],
  ],
  [
    "a grace period that is out of range, once",
    { healthCheckGracePeriodSeconds: -1 },
    ["healthCheckGracePeriodSeconds: must be a whole number from 0 to 2147483647 seconds, got -1"],
  ],
  [
    "the port of the proxy beside it",
    {
      ...withApp({ port: 15000 }),
      connect: { as: "shop", container: "app" },
    },
    [
      "containers.app.port: must not be 15000 in a service that others reach by connect, since its proxy listens there, got 15000; choose another",
    ],
  ],
  [
    "a port that needs root",
    withApp({ port: 80 }),
    ["containers.app.port: must be a whole number from 1024 to 65535, got 80"],
  ],
  [
    "a route to a container that does not exist",
    { ...alone, containers: { app }, route: { paths: ["/"], container: "nginx" } },
    ['route.container: must be one of the containers (app), got "nginx"'],
  ],
  [
    "a route to a container without a port",
    { ...withApp({ port: undefined, health: undefined }), route: { paths: ["/"], container: "app" } },
    ["route.container: must have a port, got none; set containers.app.port"],
  ],
  [
    "an upstream without a port",
    { ...alone, containers: { app: { image: imageOf("shop") }, nginx: { ...app, upstream: "app" } } },
    ["containers.nginx.upstream: must have a port, got none; set containers.app.port"],
  ],
  [
    "a before step for a container that does not exist, without a command",
    { ...alone, containers: { app }, before: { migrate: { container: "api", command: [] } } },
    [
      'before.migrate.container: must be one of the containers (app), got "api"',
      "before.migrate.command: must name a program of the image, got nothing",
    ],
  ],
  [
    "a reference to a name that every object has",
    { ...alone, containers: { app }, before: { migrate: { container: "constructor", command: ["x"] } } },
    ['before.migrate.container: must be one of the containers (app), got "constructor"'],
  ],
  [
    "a deployment that could neither stop nor start a task",
    { deployment: { maximumPercent: 100 } },
    [
      "deployment.maximumPercent: must be above 100 when minimumHealthyPercent is 100, got 100; ECS could neither stop nor start a task",
    ],
  ],
  [
    "a number of tasks that is not whole",
    { scaling: { count: 1.5 } },
    ["scaling.count: must be a whole number from 0 to 5000, got 1.5"],
  ],
];

describe("FargateService", () => {
  for (const [title, overrides, problems] of rejected) {
    it(`rejects ${title}`, async () => assert.deepEqual(await problemsOf(overrides), problems));
  }

  it("rejects a retention that CloudWatch does not have", async () => {
    const [problem] = await problemsOf({ logRetentionDays: 10 });
    assert.match(problem ?? "", /^logRetentionDays: must be 1, 3, 5, 7, .* or 3653, got 10$/);
  });

  it("rejects a stack whose name no task definition's family takes", async () => {
    assert.deepEqual(await problemsOf({}, { stack: "prod.eu" }), [
      'stack: must be named with letters, digits, - and _ alone, as the family of a task definition is, got "prod.eu"; rename it with: pulumi stack rename <name>',
    ]);
  });

  it("lists all mistakes at once and registers none of its resources", async () => {
    const recorded = await recordService({
      ...withApp({ image: "shop:latest" }),
      size: { cpu: 300 },
      logRetentionDays: 2,
    });
    assert.deepEqual(
      recorded.problems.map(({ where }) => where),
      ["size.cpu", "containers.app.image", "logRetentionDays"],
    );
    assert.deepEqual(recorded.byType("starter:fargate:FargateService"), []);
    assert.deepEqual(recorded.byType("aws:iam/role:Role"), []);
  });

  it("goes on with a stand-in for an unreleased image when planned offline", async () => {
    const recorded = await recordService(withApp({ image: { unreleased: "shop", key: "app" } }), {
      config: { "ship:offline": "true" },
    });
    assert.deepEqual(recorded.problems, []);
    const [definition] = JSON.parse(
      String(recorded.one("aws:ecs/taskDefinition:TaskDefinition").inputs.containerDefinitions),
    );
    assert.equal(definition.image, `docker.io/unreleased/shop@sha256:${"0".repeat(64)}`);
  });
});
