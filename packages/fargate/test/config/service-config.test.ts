// Proves what a service's stack reads of its configuration. That Pulumi.yaml declares these keys, with these types and
// defaults, the stacks' own tests show.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import { readServiceConfig, standInPlatformOutputs } from "../../src/index.ts";

const values = {
  cpu: "512",
  memoryMiB: "2048",
  count: "3",
  scaling: "{}",
  deployment: JSON.stringify({ strategy: "canary", canaryPercent: 20 }),
  alarms: JSON.stringify({ cpuPercent: 90 }),
  forceDelete: "true",
  deregistrationDelaySeconds: "7",
  sturdyDatabase: "true",
  deletionProtection: "true",
};

const record = (changed: Record<string, string> = {}, others: Record<string, string> = {}) =>
  recordRegistrations(() => readServiceConfig("shop", "starter-platform"), {
    project: "starter-shop",
    config: {
      ...Object.fromEntries(
        Object.entries({ ...values, ...changed }).map(([key, value]) => [`starter-shop:${key}`, value]),
      ),
      ...others,
    },
    stackOutputs: {
      "starter-platform": standInPlatformOutputs,
      other: { ...standInPlatformOutputs, url: "http://other" },
    },
  });

describe("a service's configuration", () => {
  it("is read with every key in its place", async () => {
    const { outputs, problems } = await record();
    assert.deepEqual(problems, []);
    const { platform, images, service, database } = outputs;
    assert.deepEqual(platform, standInPlatformOutputs);
    assert.deepEqual(service, {
      platform,
      size: { cpu: 512, memoryMiB: 2048 },
      scaling: { count: 3 },
      deployment: { strategy: "canary", canaryPercent: 20 },
      alarms: { cpuPercent: 90 },
      forceDelete: true,
      deregistrationDelaySeconds: 7,
    });
    assert.deepEqual(database, { platform, multiAz: true, finalSnapshot: true, deletionProtection: true });
    assert.deepEqual(images, {
      app: { unreleased: "shop", key: "app" },
      nginx: { unreleased: "shop-nginx", key: "nginx" },
    });
  });

  it("is refused under the tags of another service", async () => {
    const tags = { project: "starter", environment: "dev", service: "member" };
    const { problems } = await record({}, { "aws:defaultTags": JSON.stringify({ tags }) });
    assert.deepEqual(
      problems.map(({ where }) => where),
      ["aws:defaultTags.tags.service"],
    );
  });

  it("scales as the object says in place of the number", async () => {
    const scaling = { min: 2, max: 6, cpuPercent: 60 };
    const { service } = (await record({ scaling: JSON.stringify(scaling) })).outputs as {
      service: { scaling: object };
    };
    assert.deepEqual(service.scaling, scaling);
  });

  it("keeps a database's sturdiness apart from its protection", async () => {
    const { database } = (await record({ sturdyDatabase: "false" })).outputs as { database: object };
    assert.deepEqual(
      { ...database, platform: undefined },
      { platform: undefined, multiAz: false, finalSnapshot: false, deletionProtection: true },
    );
  });

  it("names another platform's stack", async () => {
    const { platform } = (await record({ platformStack: "acme/other/live" })).outputs as {
      platform: { url: string };
    };
    assert.equal(platform.url, "http://other");
  });
});
