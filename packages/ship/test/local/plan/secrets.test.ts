// Proves how secrets are found in a stack and kept in a file; not that Secrets Manager hands them out the same way.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalPlan, SecretReference } from "../../../src/local/plan/local-plan.ts";
import { readDeployment } from "../../../src/local/plan/read-deployment.ts";
import { secretReference } from "../../../src/local/plan/secrets.ts";
import { loadSecrets, secretEnvironment } from "../../../src/local/state/secret-store.ts";
import { resource, scriptContainer, stack, task } from "../stack-fixture.ts";

const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf";

function planOf(...secrets: SecretReference[]): LocalPlan {
  const container = scriptContainer("app", "", { secrets });
  return {
    tasks: [task([container])],
    routes: [],
    fallback: { status: 404, contentType: "text/plain", body: "" },
    pages: [],
    databases: [],
    notes: [],
  };
}

describe("secrets of a stack", () => {
  it("are read with their values; what only Pulumi can decrypt has none", () => {
    const secretType = "aws:secretsmanager/secret:Secret";
    const versionType = "aws:secretsmanager/secretVersion:SecretVersion";
    const known = resource(secretType, "known", {});
    const sealed = resource(secretType, "sealed", {});
    const { stacks } = readDeployment([
      stack("member", [
        known,
        sealed,
        resource(versionType, "known-value", { secretId: known.outputs.arn, secretString: "v" }),
        resource(versionType, "sealed-value", {
          secretId: sealed.outputs.arn,
          secretString: "encrypted value of starter-member:token",
        }),
        resource("aws:rds/instance:Instance", "db", {}, { masterUserSecrets: [{ secretArn: "arn:master" }] }),
      ]),
    ]);
    assert.deepEqual(stacks[0]?.secrets, [
      { arn: known.outputs.arn, name: "starter-member/known", value: "v" },
      { arn: sealed.outputs.arn, name: "starter-member/sealed" },
      { arn: "arn:master", name: "starter-member/db", isRdsMaster: true },
    ]);
  });
});

describe("secretReference", () => {
  const secrets = [
    { arn: `${arn}-longer`, name: "longer" },
    { arn, name: "key" },
  ];

  it("finds a secret by its ARN", () => {
    assert.deepEqual(secretReference("KEY", arn, secrets), { variable: "KEY", secret: secrets[1] });
  });

  it("takes the JSON key that follows the ARN", () => {
    const expected = { variable: "KEY", secret: secrets[1], jsonKey: "password" };
    assert.deepEqual(secretReference("KEY", `${arn}:password::`, secrets), expected);
  });

  it("knows a secret of no stack by its ARN", () => {
    const foreign = arn.replace("key", "foreign");
    const expected = { variable: "KEY", secret: { arn: foreign, name: "foreign-AbCdEf" }, jsonKey: "a" };
    assert.deepEqual(secretReference("KEY", `${foreign}:a::`, secrets), expected);
  });
});

describe("loadSecrets", () => {
  let folder: string;
  let file: string;
  const generated = (value: string): SecretReference => ({
    variable: "KEY",
    secret: { arn, name: "p/key", value },
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "secrets-"));
    file = join(folder, "secrets.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("keeps the first value in a file that only its owner can read", () => {
    loadSecrets(planOf(generated("first")), file);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), { "p/key": "first" });
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("prefers the kept value to one generated anew", () => {
    loadSecrets(planOf(generated("first")), file);
    const values = loadSecrets(planOf(generated("second")), file);
    assert.deepEqual([...values], [["p/key", "first"]]);
  });

  it("rejects a secret that only AWS holds, naming the file and the entry", () => {
    const reference = { variable: "TOKEN", secret: { arn, name: "p/token" }, jsonKey: "a" };
    assert.throws(() => loadSecrets(planOf(reference), file), {
      name: "ShipError",
      message: `sample/app, secret TOKEN: must have a value on this machine, got one that only AWS holds; add "p/token" with a JSON text with the key "a" to ${file}`,
    });
  });

  it("takes what a person has put into the file", () => {
    writeFileSync(file, '{"p/token": "{\\"a\\": 5}"}');
    const reference = { variable: "TOKEN", secret: { arn, name: "p/token" }, jsonKey: "a" };
    const values = loadSecrets(planOf(reference), file);
    assert.deepEqual(secretEnvironment([reference], values, undefined), { TOKEN: "5" });
  });

  it("rejects a file that is not JSON", () => {
    writeFileSync(file, "{");
    const expected = `${file}: must be JSON, got something else; correct it or delete it`;
    assert.throws(() => loadSecrets(planOf(generated("v")), file), { message: expected });
  });

  it("gives the local administrator's password where RDS would make one, and does not keep it", () => {
    const reference: SecretReference = {
      variable: "ADMIN",
      secret: { arn: "arn:master", name: "p/db", isRdsMaster: true },
      jsonKey: "password",
    };
    const values = loadSecrets(planOf(reference), file);
    const administrator = { username: "postgres", password: "s" };
    assert.deepEqual(secretEnvironment([reference], values, administrator), { ADMIN: "s" });
    assert.throws(() => readFileSync(file));
  });
});
