// Proves what is refused before anything registers, and in which words.
import assert from "node:assert/strict";
import type { ContainerArgs, FargateServiceArgs } from "../../src/index.ts";
import { imageOf, problemsOf, recordService } from "../sample-service.ts";

const app: ContainerArgs = { image: imageOf("shop"), port: 8080, health: { http: "/livez" } };
const alone = { before: undefined, route: undefined, connect: undefined };

/** A service of one container with these fields. */
function withApp(fields: Partial<ContainerArgs>): Partial<FargateServiceArgs> {
  return { ...alone, containers: { app: { ...app, ...fields } } };
}

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
      "containers.app.image: images.app was not released to dev, got nothing; push the image and run pulumi config set --stack dev --path images.app docker.io/<namespace>/shop@sha256:…",
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
    withApp({ environment: { KEY: "x" }, secrets: { KEY: { arn: "arn:s" } } }),
    ["containers.app.secrets.KEY: must not be in environment too; leave it in secrets only"],
  ],
  [
    "a stop time-out above Fargate's",
    withApp({ stopTimeoutSeconds: 300 }),
    ["containers.app.stopTimeoutSeconds: must be a whole number from 2 to 120 seconds, got 300"],
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
