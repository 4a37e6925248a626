// Proves how a service reads the platform's outputs, and what it says when they or their stack are missing. What a user
// reads of it: packages/stack-testing/test/engine/missing-platform.test.ts.
import assert from "node:assert/strict";
import { mock } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { recordRegistrations } from "@starter/stack-testing";
import { readPlatform, standInPlatformOutputs } from "../../src/index.ts";

const project = "starter-platform";

describe("readPlatform", () => {
  it("reads every output of the same environment's platform", async () => {
    const recorded = await recordRegistrations(() => readPlatform({ project }), {
      stackOutputs: { [project]: standInPlatformOutputs },
    });
    assert.deepEqual(recorded.outputs, standInPlatformOutputs);
    assert.deepEqual(recorded.problems, []);
  });

  it("keeps a secret output secret", async () => {
    const read = mock.method(pulumi.StackReference.prototype, "getOutputDetails", async (name: string) =>
      name === "url" ? { secretValue: "http://shop" } : { value: "plain" },
    );
    try {
      const recorded = await recordRegistrations(() => readPlatform({ project }), {
        stackOutputs: { [project]: standInPlatformOutputs },
      });
      assert.deepEqual([recorded.outputs.url, recorded.secretOutputPaths], ["http://shop", ["url"]]);
    } finally {
      read.mock.restore();
    }
  });

  it("fails with the stack, the outputs and the command when some are missing", async () => {
    const { listenerArn: _rule, url: _address, ...others } = standInPlatformOutputs;
    const recorded = await recordRegistrations(() => readPlatform({ project }), {
      stackOutputs: { [project]: others },
    });
    assert.deepEqual(
      recorded.problems.map(({ message }) => message),
      [
        "platform stack organization/starter-platform/dev must have the outputs listenerArn and url, got none of that name; deploy it with: pulumi -C stacks/platform -s dev up",
      ],
    );
  });

  it("fails with one sentence for a platform that has no outputs at all", async () => {
    const recorded = await recordRegistrations(
      () => readPlatform({ project, stackName: "acme/platform/live" }),
      {
        stackOutputs: { platform: {} },
      },
    );
    assert.deepEqual(
      recorded.problems.map(({ message }) => message),
      [
        "platform stack acme/platform/live must have outputs, got none; deploy it with: pulumi -C stacks/platform -s live up, or name another with: pulumi config set platformStack <organization>/starter-platform/<stack>",
      ],
    );
  });

  it("fails with one sentence for a stack that does not exist", async () => {
    const recorded = await recordRegistrations(() => readPlatform({ project }));
    const stack = "organization/starter-platform/dev";
    assert.deepEqual(
      recorded.problems.map(({ message }) => message),
      [
        `platform stack ${stack} must exist, got: unknown stack "${stack}"; deploy it with: pulumi -C stacks/platform -s dev up`,
      ],
    );
  });
});
