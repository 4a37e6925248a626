// How the real CLI is run: on a program without AWS, so that no provider's answer plays a part.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineStack, Operation } from "../../src/engine/index.ts";
import { needsPulumi, pulumiCli } from "./needs-pulumi.ts";
import { ShopProject, waitingProgram } from "./shop-project.ts";

const program = `
  import * as pulumi from "@pulumi/pulumi";
  const config = new pulumi.Config();
  const size = config.requireNumber("size");
  if (size % 2 === 0) throw new pulumi.RunError("size: must be odd, got " + size);
  const input = { size, token: config.getSecret("token") };
  export const stash = new pulumi.Stash("kept", { input }).output;
`;

const programOfTwoFiles = `
  import * as pulumi from "@pulumi/pulumi";
  import { colour } from "./colour.ts";
  const config = new pulumi.Config();
  console.log(colour, config.require("size"), pulumi.runtime.isDryRun() ? "of a preview" : "of an up");
  console.log("pid", process.pid);
  if (config.getBoolean("fails")) throw new pulumi.RunError("fails: must be unset");
`;

const leakingProgram = `
  import * as pulumi from "@pulumi/pulumi";
  new pulumi.Stash("kept", { input: new Promise(() => {}) });
`;

describe("operations of the real CLI", function () {
  this.timeout(60_000);
  before(needsPulumi);

  const projects: ShopProject[] = [];
  function project(...args: ConstructorParameters<typeof ShopProject>): ShopProject {
    const created = new ShopProject(...args);
    projects.push(created);
    return created;
  }
  after(() => Promise.all(projects.map((created) => created.remove())));

  const kept = { type: "pulumi:index:Stash", name: "kept" };
  const changesOf = ({ changes }: Awaited<ReturnType<EngineStack["up"]>>) =>
    changes.map(({ urn, ...change }) => {
      assert.equal(urn.split("::").at(-1), change.name);
      return change;
    });

  it("preview, create, update, leave alone and delete, and report it", async () => {
    const stack = await project(program).stack({ ownProcess: true });
    const created = [{ op: "create", type: "pulumi:pulumi:Stack", name: "starter-shop-dev" }];
    assert.deepEqual(changesOf(await stack.preview()), [...created, { op: "create", ...kept }]);
    assert.deepEqual(stack.exportState().resources, []);
    const up = await stack.up();
    assert.deepEqual(changesOf(up), [...created, { op: "create", ...kept }]);
    assert.equal(up.ok, true);
    assert.deepEqual(up.counts, { create: 2 });
    assert.ok((up.peakMemoryKiB ?? 0) > 10_000, `${up.peakMemoryKiB} KiB`);
    stack.setConfig("size", 5);
    assert.deepEqual(changesOf(await stack.up()), [{ op: "update", ...kept, diff: ["input"] }]);
    assert.deepEqual(changesOf(await stack.refresh()), []);
    assert.deepEqual(changesOf(await stack.preview()), []);
    assert.deepEqual(
      changesOf(await stack.destroy()).map(({ op, name }) => `${op} ${name}`),
      ["delete kept", "delete starter-shop-dev"],
    );
    assert.deepEqual(stack.exportState().resources, []);
  });

  it("fail with the program's own words", async () => {
    const stack = await project(program).stack({ config: { size: 4 } });
    const { ok, errors, stdout } = await stack.up();
    assert.equal(ok, false);
    assert.deepEqual(errors, ["size: must be odd, got 4"]);
    assert.match(stdout, /error: size: must be odd, got 4\n/);
  });

  it("show what the program prints", async () => {
    const stack = await project('console.log("one line"); console.error("and another");').stack();
    const { stdout } = await stack.up();
    assert.match(stdout, /^ +one line$/m);
    assert.match(stdout, /^ +and another$/m);
  });

  for (const ownProcess of [true, false]) {
    const where = ownProcess ? "in a process of its own" : "in a process with others";

    it(`run a program ${where} with its configuration, files, mistakes and words, and no other's`, async () => {
      const stack = await project(programOfTwoFiles).stack({
        ownProcess,
        config: { fails: true },
        files: { "colour.ts": 'export const colour = "blue";' },
      });
      const failed = await stack.up();
      assert.deepEqual(failed.errors, ["fails: must be unset"]);
      assert.match(failed.stdout, /^ +blue 3 of an up$/m);
      stack.removeConfig("fails");
      const preview = await stack.preview();
      assert.deepEqual(preview.errors, []);
      assert.match(preview.stdout, /^ +blue 3 of a preview$/m);
      stack.setConfig("size", 5);
      writeFileSync(join(stack.directory, "colour.ts"), 'export const colour = "red";');
      const up = await stack.up();
      assert.deepEqual([up.ok, up.errors], [true, []]);
      assert.match(up.stdout, /^ +red 5 of an up$/m);
      assert.doesNotMatch(up.stdout, /blue/);
      const pids = [failed, preview, up].map(({ stdout }) => /pid (\d+)/.exec(stdout)?.[1]);
      // Pulumi's own language host starts one for each run.
      assert.equal(new Set(pids).size, ownProcess || pulumiCli().hasLanguageHost ? 3 : 1);
    });

    it(`fail where a program ${where} waits for what never comes, each time`, async () => {
      const stack = await project(leakingProgram).stack({ ownProcess });
      for (const run of [stack.preview, stack.up]) {
        const { ok, stdout } = await run();
        assert.equal(ok, false);
        assert.match(
          stdout,
          /\* "kept" \[pulumi:index:Stash\] was waiting for the value of its input property "input"/,
        );
      }
    });
  }

  it("keep secrets encrypted in the state", async () => {
    const stack = await project(program).stack({ secrets: { token: "correct horse" } });
    const up = await stack.up();
    assert.equal(up.ok, true, up.stdout + up.stderr);
    assert.doesNotMatch(stack.stateText() + up.stdout, /correct horse/);
    assert.match(stack.stateText(), /ciphertext/);
  });

  it("need no passphrase and no key of the checkout, and change nothing in it", async () => {
    const stackFile =
      "encryptionsalt: v1:of:another:machine\nconfig:\n  starter-shop:token: { secure: v1:unreadable }\n";
    const { folder, engine } = project(program, stackFile);
    const stack = await engine.stack("shop", "dev");
    const { stdout } = await stack.pulumi("config", "get", "starter-shop:token");
    assert.equal(stdout, "stand-in for starter-shop:token\n");
    assert.equal((await stack.up()).ok, true);
    assert.deepEqual(readdirSync(folder.directory).sort(), [
      "Pulumi.dev.yaml",
      "Pulumi.yaml",
      "index.ts",
      "node_modules",
      "package.json",
    ]);
    assert.equal(readFileSync(join(folder.directory, "Pulumi.dev.yaml"), "utf8"), stackFile);
  });

  it("end with their engine", async () => {
    const { engine } = project(waitingProgram);
    const stack = await engine.stack("shop", "dev");
    const operation = await stack.start("up");
    const pid = await programOf(stack, operation);
    await engine.close();
    assert.equal((await operation.result).ok, false);
    await ended(pid);
    assert.equal(existsSync(stack.directory), false);
  });

  it("leave, when the CLI is killed, no process and a lock that pulumi cancel removes", async () => {
    const stack = await project(waitingProgram).stack();
    const operation = await stack.start("up");
    const pid = await programOf(stack, operation);
    assert.equal((await operation.kill()).ok, false);
    await ended(pid);
    writeFileSync(join(stack.directory, "go"), "");
    const locked = await stack.up();
    assert.equal(locked.ok, false);
    assert.match(locked.stderr, /the stack is currently locked by 1 lock\(s\).*pulumi cancel/s);
    assert.equal((await stack.pulumi("cancel", "--yes")).ok, true);
    assert.equal((await stack.up()).ok, true);
  });
});

/** Process of the program, once it runs. */
async function programOf(stack: EngineStack, { result }: Operation): Promise<number> {
  const file = join(stack.directory, "pid");
  let failure = "";
  result.then(({ stdout, stderr }) => {
    failure = `the program did not run: ${stdout}${stderr}`;
  });
  while (!existsSync(file) || readFileSync(file, "utf8") === "") {
    assert.equal(failure, "");
    await sleep(20);
  }
  return Number(readFileSync(file, "utf8"));
}

async function ended(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
  assert.fail(`process ${pid} is still there`);
}
