// Any containers of a task, of the right types: mostly such as are accepted, so that the rest of a wrong one is looked at.
import fc from "fast-check";
import type { BeforeStepArgs, ContainerArgs, Health, SecretReference } from "../../src/index.ts";

/** Mostly one of the usual values, now and then one that is wrong. */
export function usually<T>(usual: readonly T[], wrong: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 100, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}
/** Present once in so many times. */
export const rarely = <T>(value: fc.Arbitrary<T>, times: number) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
export const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
/** A name of what is there in most tasks. */
export const containerName = usually<string>(["app"], ["nginx", "api", "", "App", "migrate", "__proto__"]);

const digest = `docker.io/acme/app@sha256:${"a".repeat(64)}`;
/** The secret and the parameter that containers name. */
export const secretArn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf";
export const parameterArn = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/key";

const port = optional(usually([8080, 9000], [0, 70000]));
const timing = {
  intervalSeconds: optional(usually([10, 300], [4, 301, 7.5])),
  timeoutSeconds: optional(usually([2, 4], [1, 60, Number.NaN])),
  retries: optional(usually([1, 10], [0, 11])),
  startPeriodSeconds: optional(usually([0, 30, 300], [-1, 301, Number.NaN])),
};
const health: fc.Arbitrary<Health> = fc.oneof(
  fc.record({
    http: usually(["/livez", "/"], ["", "livez", "/'"]),
    port,
    client: optional(usually(["bash", "node", "wget", "curl"] as const, ["httpie" as "curl"])),
    ...timing,
  }),
  fc.record({ command: usually([["node", "check.mjs"], ["true"]], [[]]), ...timing }),
);

const environmentOf = (usual: string[], wrong: string[]) =>
  fc.dictionary(
    usually(usual, wrong),
    usually(["x", "http://member", ""], ["postgres://a:b@c/d", `npm_${"a".repeat(36)}`]),
    { maxKeys: 2 },
  );
const environment = environmentOf(
  ["A", "MEMBER_URL"],
  ["PORT", "UPSTREAM", "DRAIN_SECONDS", "KEY", "", "A=B", "DB_PASS"],
);
const secret: fc.Arbitrary<SecretReference> = usually<SecretReference>(
  [{ arn: secretArn }, { arn: secretArn, jsonKey: "key" }, { arn: parameterArn }],
  [
    { arn: secretArn, jsonKey: "a:b" },
    { arn: parameterArn, jsonKey: "key" },
    { arn: "shop/key" },
    { arn: secretArn.slice(0, -7) },
  ],
);
const secrets = fc.dictionary(
  usually(["KEY", "OTHER"], ["A", "PORT", "UPSTREAM", "", "constructor"]),
  secret,
  { maxKeys: 2 },
);

/** A container that serves on a port; `others` is how often, one in so many times, it waits for another one. */
const containerOn = (usualPort: number, others: number): fc.Arbitrary<ContainerArgs> =>
  fc.record(
    {
      image: usually<ContainerArgs["image"]>(
        [digest],
        ["acme/app:latest", "", "acme/app", { unreleased: "app", key: "app" }],
      ),
      port: usually<number | undefined>([usualPort], [undefined, 8080, 80, -1, 8080.5, 15000]),
      environment: optional(environment),
      secrets: optional(secrets),
      health: fc.option(health, { nil: undefined, freq: 30 }),
      upstream: rarely(containerName, others),
      dependsOn: rarely(
        fc.dictionary(containerName, usually(["START", "HEALTHY"], ["SUCCESS", "COMPLETE"]), { maxKeys: 1 }),
        others,
      ),
      essential: usually<boolean | undefined>([undefined, true], [false]),
      stopTimeoutSeconds: optional(usually([60, 120], [0, 2, 121])),
      drainSeconds: rarely(usually([0, 1], [-1, 60, 200]), 4),
      user: optional(usually(["1000:1000", "101"], ["root", "0", "0:0"])),
      readonlyRootFilesystem: rarely(fc.boolean(), 4),
      cpu: optional(usually([0, 64], [-1, 40000])),
      memoryMiB: optional(usually([64, 128], [0, 999_999])),
      memoryReservationMiB: optional(usually([32, 64], [1, 512])),
      tmpMiB: optional(usually([16, 64], [0])),
    },
    { requiredKeys: ["image", "port", "health"] },
  ) as fc.Arbitrary<ContainerArgs>;

export const anyContainers: fc.Arbitrary<Record<string, ContainerArgs>> = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.record(
      { app: containerOn(8080, 80), nginx: containerOn(8081, 2), worker: containerOn(9000, 3) },
      { requiredKeys: ["app"] },
    ) as fc.Arbitrary<Record<string, ContainerArgs>>,
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, ContainerArgs>>({}, { App: { image: digest } }),
  },
);

export const anySteps: fc.Arbitrary<Record<string, BeforeStepArgs>> = fc.dictionary(
  usually(["migrate", "seed"], ["app", "Seed"]),
  fc.record(
    {
      container: containerName,
      command: usually([["node", "migrate"]], [[]]),
      // Its container's secrets have these names too.
      environment: environmentOf(["A"], ["KEY", "OTHER"]),
      secrets,
    },
    { requiredKeys: ["container", "command"] },
  ),
  { maxKeys: 2 },
);
