// Proves which plain variables look like secrets, and which only sound like them.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { checkPlainVariables } from "../../src/task/plain-variables.ts";
import { imageOf, recordService } from "../sample-service.ts";

/** Ends of names whose values are secret. */
const secretEnds =
  `PASSWORD PGPASSWORD DB_PASSWD PASSPHRASE DB_PASS MYSQL_PWD SECRET clientSecret client-secret TOKEN
  accessToken API_KEY apiKey APIKEY PRIVATE_KEY SECRET_ACCESS_KEY SIGNING_KEY ENCRYPTION_KEY SECRET_KEY MASTER_KEY
  LICENSE_KEY CREDENTIAL db.credentials`.split(/\s+/);
/** What makes of such a name one that says something about the secret. */
const harmlessEnds =
  `_MIN_LENGTH _MAX_AGE _TTL_SECONDS _ROTATION_DAYS _PREFIX _HEADER _COOKIE _FILE _PATH _NAME _ID _ARN
  _URL _TYPE _ISSUER _ALGORITHM _PATTERN _ENABLED LESS S_PER_MINUTE`.split(/\s+/);
const harmlessNames =
  `PUBLIC_KEY KEY_PREFIX PRIMARY_KEY SORT_KEY PARTITION_KEY CACHE_KEY MONKEY PWD OLDPWD BYPASS COMPASS
  TOKENS MAX_TOKENS TOKENIZER SECRETARY PASSENGERS KEYSPACE LOG_LEVEL DATABASE_URL MEMBER_URL AUTHOR`.split(
    /\s+/,
  );
const harmlessValues = [
  "",
  "1",
  "true",
  "No",
  "/run/secrets/key",
  "https://id.example.com/token",
  "arn:aws:x",
];

const refused = (name: string, value: string) => checkPlainVariables({ [name]: value }).length > 0;
const anyPrefix = fc.constantFrom("", "APP_", "my_", "X2_");
const anyValue = fc.stringMatching(/^[A-Za-z][A-Za-z0-9+=]{7,40}$/);

describe("plain variables", () => {
  it("are refused by the end of their names, whatever they hold", () => {
    fc.assert(
      fc.property(anyPrefix, fc.constantFrom(...secretEnds), anyValue, (prefix, end, value) =>
        refused(prefix + end, value),
      ),
    );
    assert.ok(refused("PASSWORD", "12345678"));
  });

  it("pass when their names say something about a secret, or sound like none", () => {
    const names = fc.oneof(
      fc
        .tuple(fc.constantFrom(...secretEnds), fc.constantFrom(...harmlessEnds))
        .map((parts) => parts.join("")),
      fc.constantFrom(...harmlessNames),
    );
    fc.assert(fc.property(names, anyValue, (name, value) => !refused(name, value)));
  });

  it("pass when they say where the secret is, or yes or no", () => {
    for (const value of harmlessValues) assert.ok(!refused("APP_TOKEN", value), value);
  });

  for (const [what, value] of [
    ["a private key", "-----BEGIN PRIVATE KEY-----\nMC4"],
    ["AWS's key", `AKIA${"A".repeat(16)}`],
    ["GitHub's token", `ghp_${"a".repeat(36)}`],
    ["GitHub's fine-grained token", `github_pat_${"a".repeat(22)}_${"b".repeat(59)}`],
    ["GitLab's token", `glpat-${"a".repeat(20)}`],
    ["npm's token", `npm_${"a".repeat(36)}`],
    ["Slack's token", "xoxb-123456789012-abcdef"],
    ["Docker Hub's token", `dckr_pat_${"a".repeat(20)}`],
    ["Stripe's key", `sk_live_${"a".repeat(24)}`],
    ["a URL with a password", "redis://:hunter2@cache:6379"],
  ] as const) {
    it(`are refused by the form of ${what}`, () => assert.ok(refused("SETTING", value)));
  }

  it("are refused as Pulumi secrets, a step's too, in one error", async () => {
    const { errors, problems } = await recordService({
      containers: {
        nginx: { image: imageOf("shop"), port: 8081, environment: { A: pulumi.secret("x"), B: "x" } },
      },
      before: {
        warm: { container: "nginx", command: ["warm"], environment: { C: pulumi.secret("x") } },
      },
    });
    const reason =
      "must not be a Pulumi secret, since the task definition shows it and previews would hide all of it, got one; put it into Secrets Manager and name it in secrets";
    assert.equal(errors.length, 1);
    assert.deepEqual(
      problems.map(({ where, message }) => [where, message]),
      [
        ["containers.nginx.environment.A", reason],
        ["before.warm.environment.C", reason],
      ],
    );
  });
});
