// The tags of a stack's configuration on what the stand-in creates; which types can have any, as @pulumi/aws has it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isTaggable } from "../../src/engine/stand-in/default-tags.ts";
import { subjects } from "../../src/engine/stand-in/subjects.ts";
import { Provider, targetOf } from "./provider.ts";

const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/aws"));

describe("default tags in the stand-in AWS", () => {
  it("are had by the types that have tags in the provider's SDK", () => {
    for (const type of Object.keys(subjects)) {
      const source = readFileSync(sdk.resolve(`./${type.split(":")[1]}.js`), "utf8");
      assert.equal(isTaggable(type), source.includes('resourceInputs["tagsAll"]'), type);
    }
  });

  it("are put on a resource beside its own, which win, and on another stack's not", async () => {
    const type = "aws:sns/topic:Topic";
    const { urn } = targetOf("pulumi:providers:aws", "default");
    const provider = new Provider();
    const tags = { project: "shop", owner: "all" };
    provider.operations.checkConfig(urn, { defaultTags: JSON.stringify({ tags }) });
    provider.operations.checkConfig(urn.replace("dev", "prod"), {});
    const topic = await provider.create(type, "alarms", { tags: { owner: "us" } });
    assert.deepEqual(topic.state.tagsAll, { project: "shop", owner: "us" });
    const policy = await provider.create("aws:sns/topicPolicy:TopicPolicy", "alarms");
    assert.deepEqual([policy.state.tags, policy.state.tagsAll], [undefined, undefined]);
    const elsewhere = { ...targetOf(type, "alarms"), urn: topic.urn.replace("dev", "prod") };
    assert.equal(provider.operations.check(elsewhere, {}, {}).inputs.tags, undefined);
  });

  it("follow when the tags change", async () => {
    const provider = new Provider();
    const topic = await provider.create("aws:sns/topic:Topic", "alarms", { tags: { owner: "us" } });
    await provider.update(topic, { tags: { owner: "you" } });
    assert.deepEqual(topic.state.tagsAll, { owner: "you" });
  });
});
