// Proves which tags a program goes on with. That the provider puts them on resources: https://www.pulumi.com/registry/packages/aws/
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { recordRegistrations } from "@starter/stack-testing";
import { requireTags } from "../../src/index.ts";

const stacks = join(import.meta.dirname, "../../../../stacks");
const own = { project: "starter", environment: "prod", service: "shop" };

async function require(tags: Record<string, string> | undefined) {
  const config: Record<string, string> =
    tags === undefined ? {} : { "aws:defaultTags": JSON.stringify({ tags }) };
  const { problems, warnings } = await recordRegistrations(() => requireTags("shop"), {
    stack: "prod",
    config,
  });
  return {
    problems: problems.map(({ where, message }) => `${where}: ${message}`),
    warnings: warnings.map(({ message }) => message),
  };
}

const command = "pulumi -C stacks/shop -s prod config set --path aws:defaultTags.tags";

describe("tags of a stack", () => {
  it("are fine when they are its own, whatever else stands beside them", async () => {
    assert.deepEqual(await require({ ...own, team: "checkout" }), { problems: [], warnings: [] });
  });

  it("rejects those of another environment and of another service, both at once", async () => {
    const { problems } = await require({ ...own, environment: "dev", service: "member" });
    assert.deepEqual(problems, [
      `aws:defaultTags.tags.environment: must be "prod", the stack's name, got "dev"; run ${command}.environment prod`,
      `aws:defaultTags.tags.service: must be "shop", the service's name, got "member"; run ${command}.service shop`,
    ]);
  });

  it("are asked for by command when some are missing", async () => {
    assert.deepEqual(await require({ project: "starter", environment: "prod" }), {
      problems: [],
      warnings: [
        `aws:defaultTags: should have the tags project, environment and service, got no service; run ${command}.service shop`,
      ],
    });
  });

  it("are asked for by command when there are none", async () => {
    assert.deepEqual(await require(undefined), {
      problems: [],
      warnings: [
        `aws:defaultTags: should have the tags project, environment and service, got no project, environment or service; run ${command}.project <project> && ${command}.environment prod && ${command}.service shop`,
      ],
    });
  });

  it("stand in every stack file, and are its own", () => {
    const files = globSync("*/Pulumi.*.yaml", { cwd: stacks });
    assert.ok(files.length >= 6, files.join());
    for (const file of files) {
      const environment = basename(file).split(".")[1];
      const tags = `tags:\n      project: starter\n      environment: ${environment}\n      service: ${dirname(file)}\n`;
      const text = readFileSync(join(stacks, file), "utf8");
      assert.ok(text.includes(`  aws:defaultTags:\n    ${tags}`), file);
    }
  });
});
