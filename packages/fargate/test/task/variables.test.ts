// Proves which variables of containers and `before` steps are refused. That ECS refuses the same is not proven here.
import assert from "node:assert/strict";
import type { BeforeStepArgs, ContainerArgs, FargateServiceArgs } from "../../src/index.ts";
import { imageOf, problemsOf } from "../sample-service.ts";

const secret = { arn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf" };
const app: ContainerArgs = { image: imageOf("shop"), port: 8080, health: { http: "/livez" } };
const alone = { before: undefined, route: undefined, connect: undefined };

const withApp = (fields: Partial<ContainerArgs>): Partial<FargateServiceArgs> => ({
  ...alone,
  containers: { app: { ...app, ...fields } },
});

/** A service whose app has these fields, with a step of these. */
const withStep = (fields: Partial<ContainerArgs>, step: Partial<BeforeStepArgs>) => ({
  ...withApp(fields),
  before: { migrate: { container: "app", command: ["node", "migrate"], ...step } },
});

/** The reason for a variable that looks like a secret. */
const plainSecret = (what: string) =>
  `must not hold a secret, since the task definition shows it, got ${what}; put it into Secrets Manager and name it in secrets`;

const rejected: [string, Partial<FargateServiceArgs>, string[]][] = [
  [
    "plain variables and secrets that are set from other fields",
    {
      ...alone,
      containers: {
        app,
        nginx: {
          image: imageOf("nginx"),
          port: 8081,
          upstream: "app",
          drainSeconds: 5,
          environment: { PORT: "1", UPSTREAM: "127.0.0.1:1" },
          secrets: { PORT: secret, DRAIN_SECONDS: secret, UPSTREAM: secret },
        },
      },
    },
    [
      "containers.nginx.environment.PORT: is set from port; leave it out",
      "containers.nginx.environment.UPSTREAM: is set from upstream; leave it out",
      "containers.nginx.secrets.PORT: is set from port; leave it out",
      "containers.nginx.secrets.DRAIN_SECONDS: is set from drainSeconds; leave it out",
      "containers.nginx.secrets.UPSTREAM: is set from upstream; leave it out",
      "containers.nginx.secrets.PORT: must not be in environment too; leave it in secrets only",
      "containers.nginx.secrets.UPSTREAM: must not be in environment too; leave it in secrets only",
    ],
  ],
  [
    "names that are none",
    withApp({ environment: { "": "x", "A=B": "x" }, secrets: { "A B": secret } }),
    [
      'containers.app.environment: must name variables without "=" and white space, got nothing',
      'containers.app.environment: must name variables without "=" and white space, got "A=B"',
      'containers.app.secrets: must name variables without "=" and white space, got "A B"',
    ],
  ],
  [
    "a step's plain variables that look like secrets",
    withStep({}, { environment: { ADMIN_PASSWORD: "hunter2", URL: "postgres://a:b@c/d" } }),
    [
      `before.migrate.environment.ADMIN_PASSWORD: ${plainSecret("a name that promises a secret")}`,
      `before.migrate.environment.URL: ${plainSecret("a value in the form of a secret")}`,
    ],
  ],
  [
    "a step's secret that is not given by its full ARN",
    withStep({}, { secrets: { KEY: { arn: "bad" } } }),
    [
      'before.migrate.secrets.KEY.arn: must be the full ARN of a secret (arn:aws:secretsmanager:…:secret:…) or parameter (arn:aws:ssm:…:parameter/…), got "bad"',
    ],
  ],
  [
    "a step's variables that are both plain and secret, its container's counted",
    withStep(
      { environment: { A: "x", UNTOUCHED: "x" }, secrets: { B: secret, OTHER: secret } },
      { environment: { B: "x", C: "x" }, secrets: { A: secret, C: secret } },
    ),
    [
      "before.migrate.secrets.C: must not be in environment too; leave it in secrets only",
      "before.migrate.secrets.A: must not be in containers.app.environment too; leave it in secrets only",
      "before.migrate.environment.B: must not be in containers.app.secrets too; leave it out, or give it another name",
    ],
  ],
  [
    "a step's variable that is set from its container's upstream",
    {
      ...alone,
      containers: { app, nginx: { image: imageOf("nginx"), port: 8081, upstream: "app" } },
      before: { warm: { container: "nginx", command: ["warm"], environment: { UPSTREAM: "x" } } },
    },
    ["before.warm.environment.UPSTREAM: is set from containers.nginx.upstream; leave it out"],
  ],
];

describe("variables of containers and steps", () => {
  for (const [title, overrides, problems] of rejected) {
    it(`rejects ${title}`, async () => assert.deepEqual(await problemsOf(overrides), problems));
  }

  it("may be what every object has, be plain in a step with another value, and be PORT where no port is", async () => {
    const fields = { environment: { LOG_LEVEL: "info" }, secrets: { constructor: secret } };
    const step = { environment: { LOG_LEVEL: "debug", PORT: "1" }, secrets: { constructor: secret } };
    assert.deepEqual(await problemsOf(withStep(fields, step)), []);
  });
});
