// Proves what the ECR cache of Docker Hub is made of; not that ECR can log in with it.
import assert from "node:assert/strict";
import { type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import { ImageCache } from "../../src/index.ts";

const record = (name: string, username = "acme", options: RecordOptions = {}) =>
  recordRegistrations(() => {
    const { address } = new ImageCache(name, { username, token: "dckr-token" });
    return { address };
  }, options);

const mustBePrefix =
  "must make a prefix of ECR together with the stack's name, 30 characters at the most and lower-case letters, digits and single . _ or - between them";

describe("ImageCache", () => {
  it("fetches from Docker Hub, below a prefix of its own in each environment", async () => {
    const recorded = await record("docker-hub");
    assert.deepEqual(recorded.one("aws:ecr/pullThroughCacheRule:PullThroughCacheRule").inputs, {
      ecrRepositoryPrefix: "docker-hub-dev",
      upstreamRegistryUrl: "registry-1.docker.io",
      credentialArn: recorded.one("aws:secretsmanager/secret:Secret").outputs.arn,
    });
    assert.equal(recorded.outputs.address, "123456789012.dkr.ecr.us-east-1.amazonaws.com/docker-hub-dev");
  });

  it("keeps the login as ECR reads it, under the only name that ECR reads, encrypted in the state", async () => {
    const recorded = await record("docker-hub");
    assert.deepEqual(recorded.one("aws:secretsmanager/secret:Secret").inputs, {
      namePrefix: "ecr-pullthroughcache/",
      description: "Login of acme, with which ECR fetches images from Docker Hub",
    });
    const { inputs, secretPaths } = recorded.one("aws:secretsmanager/secretVersion:SecretVersion");
    const login = { username: "acme", accessToken: "dckr-token" };
    assert.deepEqual([JSON.parse(String(inputs.secretString)), secretPaths], [login, ["secretString"]]);
  });

  it("logs in once the login has its value", async () => {
    const { dependsOn } = (await record("docker-hub")).one(
      "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
    );
    const version = "aws:secretsmanager/secretVersion:SecretVersion::docker-hub-value";
    assert.ok(dependsOn.includes(version), dependsOn.join());
  });

  it("rejects a prefix that ECR does not take", async () => {
    const { problems } = await record("docker-hub", "acme", { stack: "Prod.EU" });
    assert.deepEqual(problems, [{ where: "name", message: `${mustBePrefix}, got "docker-hub-Prod.EU"` }]);
  });

  it("rejects a prefix that is too long, and a missing account, at once", async () => {
    const { problems, resources } = await record("docker-hub-of-the-company", "", { stack: "production" });
    assert.deepEqual(problems, [
      {
        where: "name",
        message: `must be 1 to 24 lower-case letters, digits and single hyphens, starting with a letter, got "docker-hub-of-the-company" (25 characters)`,
      },
      { where: "username", message: "must be the registry account's name, got nothing" },
      {
        where: "name",
        message: `${mustBePrefix}, got "docker-hub-of-the-company-production"`,
      },
    ]);
    assert.deepEqual(resources, []);
  });
});
