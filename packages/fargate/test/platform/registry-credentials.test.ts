// Proves what is stored for ECS to log in with; not that a registry accepts it.
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { recordRegistrations } from "@starter/stack-testing";
import { RegistryCredentials } from "../../src/index.ts";

const record = (username: string, token: string, name = "docker-hub") =>
  recordRegistrations(() => ({ arn: new RegistryCredentials(name, { username, token }).arn }));

describe("RegistryCredentials", () => {
  it("keeps the login as ECS reads it, encrypted in the state", async () => {
    const recorded = await record("acme", "dckr-token");
    const version = recorded.one("aws:secretsmanager/secretVersion:SecretVersion");
    assert.deepEqual(JSON.parse(String(version.inputs.secretString)), {
      username: "acme",
      password: "dckr-token",
    });
    assert.deepEqual(version.secretPaths, ["secretString"]);
    assert.equal(recorded.outputs.arn, recorded.one("aws:secretsmanager/secret:Secret").outputs.arn);
  });

  it("is referred to once it has its value", async () => {
    const recorded = await recordRegistrations(() => {
      const { arn } = new RegistryCredentials("docker-hub", { username: "acme", token: "dckr-token" });
      new aws.ssm.Parameter("reader", { type: "String", value: arn });
    });
    const { dependsOn } = recorded.one("aws:ssm/parameter:Parameter");
    const version = "aws:secretsmanager/secretVersion:SecretVersion::docker-hub-value";
    assert.ok(dependsOn.includes(version), dependsOn.join());
  });

  it("rejects a username without a token", async () => {
    assert.deepEqual(
      (await record("acme", "")).problems.map(({ message }) => message),
      [
        "docker-hub: the token must be set when the username is, got nothing; create a read-only access token and set it with pulumi config set --secret",
      ],
    );
  });

  it("rejects a name that ends like an ARN", async () => {
    assert.deepEqual((await record("acme", "x", "docker-server")).problems, [
      {
        where: "name",
        message:
          'must not end in a hyphen and six characters, which Secrets Manager takes for the end of an ARN, got "docker-server"; add a word, such as docker-server-value',
      },
    ]);
  });

  it("rejects a username that no registry has", async () => {
    assert.deepEqual((await record("a b", "x")).problems, [
      { where: "username", message: 'must be the registry account\'s name, got "a b"' },
    ]);
  });
});
