// Proves that a third service (fixtures/review) and a third environment (staging) need configuration and one page of
// program, and nothing of this package or of the other stacks. That AWS takes what they ask for is not proven here.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standInPlatformOutputs } from "@starter/fargate";
import { type EvaluatedStack, evaluateStack, evaluateStacks } from "@starter/stack-testing";

const stacks = join(import.meta.dirname, "../../../../stacks");
const review = join(import.meta.dirname, "fixtures/review");

const tags = (service: string) =>
  `  aws:defaultTags: { tags: { project: starter, environment: staging, service: ${service} } }`;

/** Pulumi.staging.yaml of the stacks that are there already. */
const staging = {
  platform: [
    "config:",
    "  aws:region: ap-northeast-2",
    tags("platform"),
    "  starter-platform:network: public",
    "  starter-platform:insecureHttp: true",
  ],
  member: [
    "config:",
    "  aws:region: ap-northeast-2",
    tags("member"),
    "  starter-member:cpu: 512",
    "  starter-member:memoryMiB: 1024",
  ],
  board: ["config:", "  aws:region: ap-northeast-2", tags("board")],
};

/** The stacks as they are, with the third service among them and each with the third environment. */
function createWorkspace(): string {
  const workspace = mkdtempSync(join(tmpdir(), "third-service-"));
  const copy = (folder: string, source: string) => {
    const directory = join(workspace, "stacks", folder);
    cpSync(source, directory, { recursive: true, filter: (path) => !path.includes("node_modules") });
    // A link to a folder of links: the packages are those of the workspace itself.
    symlinkSync(join(stacks, "member/node_modules"), join(directory, "node_modules"), "dir");
    return directory;
  };
  for (const [folder, lines] of Object.entries(staging)) {
    writeFileSync(join(copy(folder, join(stacks, folder)), "Pulumi.staging.yaml"), lines.join("\n"));
  }
  writeFileSync(join(copy("review", review), "package.json"), '{"type":"module"}');
  return workspace;
}

describe("a third service in a third environment", () => {
  let workspace: string;
  let evaluated: Map<string, EvaluatedStack>;

  before(async function () {
    this.timeout(120_000);
    workspace = createWorkspace();
    const all = await evaluateStacks({
      workspace,
      stack: "staging",
      stackOutputs: { "starter-platform": standInPlatformOutputs },
    });
    evaluated = new Map(all.map((stack) => [stack.project, stack]));
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  /** Inputs of the only resource of a type in a stack. */
  function one(project: string, type: string): Record<string, unknown> {
    const found = evaluated.get(project)?.resources.filter((resource) => resource.type === type) ?? [];
    assert.equal(found.length, 1, `${project} has ${found.length} of ${type}`);
    return found[0]?.inputs ?? {};
  }

  it("has no problem in any of the four stacks", () => {
    assert.deepEqual(
      [...evaluated].map(([project, { problems, warnings }]) => [project, problems, warnings]),
      [
        ["starter-platform", [], []],
        ["starter-board", [], []],
        ["starter-member", [], []],
        ["starter-review", [], []],
      ],
    );
  });

  it("takes its size and count from its own configuration", () => {
    const { family, cpu, memory } = one("starter-review", "aws:ecs/taskDefinition:TaskDefinition");
    const { desiredCount } = one("starter-review", "aws:ecs/service:Service");
    assert.deepEqual([family, cpu, memory, desiredCount], ["review-staging", "1024", "3072", 3]);
    const member = one("starter-member", "aws:ecs/taskDefinition:TaskDefinition");
    assert.deepEqual([member.family, member.cpu, member.memory], ["member-staging", "512", "1024"]);
  });

  it("has a rule of its own among the services' rules", () => {
    const rules = ["starter-member", "starter-board", "starter-review"].map((project) =>
      one(project, "aws:lb/listenerRule:ListenerRule"),
    );
    assert.deepEqual(rules[2]?.conditions, [{ pathPattern: { values: ["/api/reviews*"] } }]);
    assert.equal(new Set(rules.map(({ priority }) => priority)).size, 3);
    assert.deepEqual(
      rules.map(({ listenerArn }) => listenerArn),
      rules.map(() => standInPlatformOutputs.listenerArn),
    );
  });

  it("reads the platform of its own environment", async () => {
    const alone = await evaluateStack({
      directory: join(workspace, "stacks/review"),
      stack: "staging",
      stackOutputs: { "starter-platform": {} },
    });
    const stack = "organization/starter-platform/staging";
    assert.equal(
      alone.problems[0]?.message,
      `platform stack ${stack} must have outputs, got none; deploy it with: pulumi -C stacks/platform -s staging up`,
    );
  }).timeout(60_000);

  it("is a program of at most 40 lines", () => {
    assert.ok(readFileSync(join(review, "index.ts"), "utf8").trimEnd().split("\n").length <= 40);
  });
});
