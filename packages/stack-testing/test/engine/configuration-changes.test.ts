// Each documented configuration key, changed alone on what is deployed: exactly what a preview then says of each
// resource. The tables are those of docs/what-a-change-does.md. Keys that must change nothing on a base are changed there
// all at once. Not proven: that AWS's provider sees the same differences; what makes it replace a resource is read in its
// documentation and stands in the stand-in's subjects. That replacements can be carried out: replacements.test.ts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ConfigValue, EngineStack, OperationResult } from "../../src/engine/index.ts";
import { holds } from "../../src/engine/stand-in/holds.ts";
import { valuesAt } from "../../src/engine/stand-in/subject.ts";
import { type Base, type KeyCase, type KeyChange, previewWith, toLines } from "./configuration-changes.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { baseConfigs } from "./network-changes.ts";
import { platformChanges } from "./platform-changes.ts";
import { serviceChanges } from "./service-changes.ts";
import { succeeded, TestAccount } from "./test-account.ts";

// Member and board read the same keys with the same function: member is asked in dev, board in prod.
const tables = {
  platform: platformChanges,
  member: serviceChanges("member"),
  board: serviceChanges("board"),
};
const asked = { dev: "member", prod: "board" };
const isAsked = ({ folder, base }: Question) =>
  folder === "platform" || (base in asked && asked[base as keyof typeof asked] === folder);
type Folder = keyof typeof tables;

/** A preview to make, and what it is made of. */
interface Question {
  folder: Folder;
  base: Base;
  title: string;
  values: Record<string, ConfigValue>;
  expected: Omit<KeyCase, "base" | "to">;
  answer: PromiseWithResolvers<OperationResult>;
}

describe("a change of one configuration key", function () {
  this.timeout(300_000);
  before(needsPulumi);

  for (const folder of Object.keys(tables) as Folder[]) {
    const file = join(import.meta.dirname, "../../../../stacks", folder, "Pulumi.yaml");
    const declared = Object.keys((parse(readFileSync(file, "utf8")) as { config: object }).config);

    it(`is in the table for each key of ${folder}, in dev and in prod`, () => {
      const rows = tables[folder].map(({ key }) => key);
      assert.deepEqual(rows.sort(), declared.sort());
      for (const { key, cases } of tables[folder]) {
        const bases = new Set(cases.map(({ base }) => base));
        assert.ok(bases.has("dev") && bases.has("prod"), `${folder} ${key}: ${[...bases].join(", ")}`);
      }
    });
  }

  let account: TestAccount;
  const questions = (Object.keys(tables) as Folder[])
    .flatMap((folder) => ask(folder, tables[folder]))
    .filter(isAsked);
  const waiting = [...questions];
  before(async () => {
    account = await TestAccount.open();
    const stacks = await deploy(account);
    const answerAll = async (): Promise<void> => {
      const question = waiting.shift();
      if (question === undefined) return;
      const preview = previewWith(stacks(question), question.base, question.values);
      question.answer.resolve(preview);
      await preview;
      return answerAll();
    };
    // Two at once, for as many cores; each test awaits its own.
    for (const _ of [1, 2]) answerAll();
  });
  after(() => {
    // A run that ends at its first failure leaves some unasked.
    waiting.length = 0;
    return account?.close();
  });

  it("is made where all that AWS holds is named where the stand-in looks for it", () => {
    const { account: there } = account.aws;
    const unnamed = holds.filter(({ held, holder, at }) => {
      const named = there.resources(holder).flatMap(({ state }) => valuesAt(state, at));
      const names = there.resources(held).flatMap(({ id, state }) => [id, state.arn, state.name]);
      return !names.some((name) => named.includes(name));
    });
    assert.deepEqual(
      unnamed.map(({ holder, at }) => `${holder.split(":").at(-1)} ${at}`),
      // What no base has: rules to a group, blue/green's two target groups, a default target, a managed policy.
      [
        "SecurityGroupEgressRule referencedSecurityGroupId",
        "ListenerRule actions.forward.targetGroups.arn",
        "Listener defaultActions.targetGroupArn",
        "RolePolicyAttachment role",
      ],
    );
  });

  for (const question of questions) {
    it(question.title, async () => {
      const { expected } = question;
      const result = await question.answer.promise;
      const output = result.stdout + result.stderr;
      if (expected.refused === undefined) {
        assert.deepEqual(toLines(succeeded(result)), [...(expected.changes ?? [])].sort());
      } else {
        assert.equal(result.ok, false, output);
        assert.ok(result.errors.join("\n").includes(expected.refused), output);
      }
    });
  }
});

function ask(folder: Folder, table: KeyChange[]): Question[] {
  const cases = table.flatMap(({ key, cases }) => cases.map((one) => ({ key, ...one })));
  const without = cases.filter(({ changes }) => changes?.length === 0);
  const answer = () => Promise.withResolvers<OperationResult>();
  const alone = cases
    .filter((one) => !without.includes(one))
    .map(({ key, base, to, ...expected }) => {
      const verb = expected.refused === undefined ? "changes" : "rejects";
      const title = `${verb} ${folder} ${base}: ${key} to ${JSON.stringify(to).slice(0, 60)}`;
      return { folder, base, title, values: { [key]: to }, expected, answer: answer() };
    });
  const together = Map.groupBy(without, ({ base }) => base);
  return [
    ...alone,
    ...[...together].map(([base, unread]) => ({
      folder,
      base,
      title: `changes nothing of ${folder} ${base}: ${unread.map(({ key }) => key).join(", ")}`,
      values: Object.fromEntries(unread.map(({ key, to }) => [key, to])),
      expected: { changes: [] },
      answer: answer(),
    })),
  ];
}

/** Deploys dev and prod whole, and a platform for each further kind of network; returns where to find a stack. */
async function deploy(account: TestAccount): Promise<(question: Question) => EngineStack> {
  const found = new Map<string, EngineStack>();
  for (const environment of ["dev", "prod"]) {
    const stacks = await account.deployed(environment);
    for (const [folder, stack] of Object.entries(stacks)) found.set(`${folder} ${environment}`, stack);
  }
  const others = Object.entries(baseConfigs).map(async ([name, config]) => {
    const stack = await account.engine.stack("platform", name, {
      config,
      secrets: { dockerHubToken: "a token" },
      files: { [`Pulumi.${name}.yaml`]: "config:\n  aws:region: ap-northeast-2\n" },
    });
    succeeded(await stack.up());
    found.set(`platform ${name}`, stack);
  });
  await Promise.all(others);
  return ({ folder, base }) => {
    const stack = found.get(`${folder} ${base}`);
    assert.ok(stack, `${folder} ${base} is not deployed`);
    return stack;
  };
}
