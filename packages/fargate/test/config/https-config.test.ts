// Which HTTPS arguments a stack's configuration becomes; the LoadBalancer checks them.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import { readHttpsConfig } from "../../src/index.ts";

async function read(config: Record<string, string>): Promise<unknown> {
  const keys = Object.entries(config).map(([key, value]) => [`starter-test:${key}`, value]);
  const recorded = await recordRegistrations(() => ({ https: readHttpsConfig() }), {
    config: Object.fromEntries(keys),
  });
  assert.deepEqual(recorded.problems, []);
  return recorded.outputs.https;
}

describe("HTTPS from the configuration", () => {
  it("is left out when nothing is set, as by Pulumi.yaml's defaults", async () => {
    assert.equal(await read({}), undefined);
    const defaults = { domainName: "", hostedZoneId: "", certificateArn: "", alternativeNames: "[]" };
    assert.equal(await read(defaults), undefined);
  });

  it("is what is set, and nothing else", async () => {
    const https = { domainName: "shop.example.com", hostedZoneId: "Z0SHOP" };
    assert.deepEqual(await read({ ...https, certificateArn: "", alternativeNames: "[]" }), https);
    assert.deepEqual(await read({ ...https, alternativeNames: '["www.example.com"]' }), {
      ...https,
      alternativeNames: ["www.example.com"],
    });
    assert.deepEqual(await read({ certificateArn: "arn" }), { certificateArn: "arn" });
  });
});
