// Twenty services on one platform. Proves that each costs the same, whatever is there already, and that no two meet; not
// AWS's quotas, of which 100 rules on a load balancer is the nearest. Times and memory are printed, not judged.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineStack, OperationResult } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { assertNothingOrphaned } from "./orphans.ts";
import { checkout, imagesOf, succeeded, TestAccount } from "./test-account.ts";

const names = [
  ..."accounts baskets billing carts catalog coupons delivery feeds invoices labels".split(" "),
  ..."mails orders payments prices products ratings search stock tickets users".split(" "),
];
/** So many run at once. */
const lanes = 2;
/** So many of the first, and of the last, have a process of their own and are measured. */
const measured = 4;

for (const environment of ["dev", "prod"]) {
  describe(`twenty services on one platform in ${environment}`, function () {
    this.timeout(600_000);
    before(needsPulumi);

    let workspace: string | undefined;
    let account: TestAccount;
    let platform: EngineStack;
    const stacks: EngineStack[] = [];
    before(async () => {
      workspace = mkdtempSync(join(tmpdir(), "twenty-services-"));
      for (const name of ["platform", ...names]) copyProject(workspace, name);
      account = await TestAccount.open(workspace);
      platform = await account.platform(environment);
      for (const [index, name] of names.entries()) {
        const ownProcess = index < measured || index >= names.length - measured;
        const config = { images: imagesOf(name, 1) };
        stacks.push(await account.engine.stack(name, environment, { config, ownProcess }));
      }
      succeeded(await platform.up());
    });
    after(async () => {
      await account?.close();
      if (workspace !== undefined) rmSync(workspace, { recursive: true });
    });

    const results: OperationResult[] = [];

    it("are deployed, each by as many resources and calls as the first", async () => {
      const waiting = [...stacks];
      const lane = async () => {
        for (let stack = waiting.shift(); stack !== undefined; stack = waiting.shift()) {
          results.push(succeeded(await stack.up()));
        }
      };
      const platformCalls = account.aws.account.calls.length;
      await Promise.all(Array.from({ length: lanes }, lane));
      const [first] = results;
      assert.ok((first?.counts.create ?? 0) > 20);
      assert.deepEqual(
        results.map(({ counts }) => counts),
        names.map(() => first?.counts),
      );
      const calls = account.aws.account.calls.slice(platformCalls);
      const callsOf = (name: string) =>
        calls
          .filter((call) => call.name === name || call.name.startsWith(`${name}-`))
          .map((call) => `${call.operation} ${call.type} ${call.name.replace(name, "")}`)
          .sort();
      const [firstName = ""] = names;
      for (const name of names) assert.deepEqual(callsOf(name), callsOf(firstName));
      assert.equal(calls.length, names.length * callsOf(firstName).length);
      console.log(figures(results));
    });

    it("have rules of their own priorities and paths on one listener", () => {
      const rules = account.aws.account
        .resources("aws:lb/listenerRule:ListenerRule")
        .map(({ state }) => state);
      const distinct = (values: unknown[]) => new Set(values.map((value) => JSON.stringify(value))).size;
      assert.equal(rules.length, names.length);
      assert.equal(distinct(rules.map(({ priority }) => priority)), names.length);
      assert.equal(distinct(rules.map(({ conditions }) => conditions)), names.length);
      assert.equal(distinct(rules.map(({ listenerArn }) => listenerArn)), 1);
    });

    it("change nothing of the platform and of the first", async () => {
      for (const stack of [platform, ...stacks.slice(0, 1)]) {
        assert.deepEqual(succeeded(await stack.preview()).changes, []);
      }
      assertNothingOrphaned(account, platform, ...stacks);
    });
  });
}

/** The platform's project as it is, and member's under another name and path. */
function copyProject(workspace: string, name: string): void {
  const source = join(checkout, "stacks", name === "platform" ? name : "member");
  const target = join(workspace, "stacks", name);
  mkdirSync(target, { recursive: true });
  symlinkSync(join(source, "node_modules"), join(target, "node_modules"));
  for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "package.json", "index.ts"]) {
    const text = readFileSync(join(source, file), "utf8");
    const ownPath = text.replace(/paths: \[[^\]]*\]/, 'paths: ["/api/members*"]');
    writeFileSync(join(target, file), ownPath.replaceAll("member", name));
  }
}

function figures(results: OperationResult[]): string {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const of = (some: OperationResult[]) =>
    `${(mean(some.map(({ durationMs }) => durationMs)) / 1000).toFixed(1)} s and ` +
    `${Math.round(mean(some.map(({ peakMemoryKiB = Number.NaN }) => peakMemoryKiB)) / 1024)} MiB`;
  const alone = results.filter(({ peakMemoryKiB }) => peakMemoryKiB !== undefined);
  return `      each up, ${lanes} at once: ${of(alone.slice(0, measured))} for the first ${measured}, ${of(alone.slice(-measured))} for the last`;
}
