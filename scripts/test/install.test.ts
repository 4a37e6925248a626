// When the bootstrap installs and when it does not, with a stand-in for npx and pnpm.
// Does not prove that the real pnpm installs this workspace: .ci/run does, in a fresh clone.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Checkout, until } from "./checkout.ts";

describe("bootstrap installation", () => {
  let checkout: Checkout;
  beforeEach(() => {
    checkout = new Checkout();
  });
  afterEach(() => checkout.delete());

  it("installs the frozen lockfile with the pinned pnpm on the first start", async () => {
    const { code, stderr } = await checkout.run(["tool"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(checkout.installs(), [
      "npx --yes pnpm@12.0.0 install --frozen-lockfile --reporter=append-only",
    ]);
  });

  it("says each step in one line, with its seconds, on standard error", async () => {
    const { stdout, stderr } = await checkout.run(["tool"]);
    assert.match(stderr, /^installing pnpm 12\.0\.0 … \d+\.\d s\ninstalling the workspace … \d+\.\d s\n$/);
    assert.equal(stdout, "");
  });

  it("installs nothing and prints nothing when nothing has changed", async () => {
    await checkout.run(["tool"]);
    const second = await checkout.run(["tool"]);
    assert.deepEqual(second, { code: 0, stdout: "", stderr: "" });
    assert.equal(checkout.installs().length, 1);
  });

  for (const file of [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "package.json",
    "apps/one/package.json",
    "scripts/package.json",
  ]) {
    it(`installs again when ${file} has changed`, async () => {
      await checkout.run(["tool"]);
      checkout.write(
        file,
        `${file.endsWith(".json") ? '{ "packageManager": "pnpm@12.0.0" }' : checkout.read(file)}\n`,
      );
      await checkout.run(["tool"]);
      assert.equal(checkout.installs().length, 2);
    });
  }

  it("installs again when the pinned Node has been deleted", async () => {
    await checkout.run(["tool"]);
    rmSync(join(checkout.root, "node_modules/node"), { recursive: true });
    assert.equal((await checkout.run(["tool"])).code, 0);
    assert.equal(checkout.installs().length, 2);
  });

  it("uses a pnpm on PATH that has exactly the pinned version", async () => {
    checkout.program("pnpm", '[ "$1" = --version ] && echo 12.0.0 && exit; exec npx pnpm-on-path "$@"');
    const { stderr } = await checkout.run(["tool"]);
    assert.deepEqual(checkout.installs(), [
      "npx pnpm-on-path install --frozen-lockfile --reporter=append-only",
    ]);
    assert.match(stderr, /^installing the workspace … \d+\.\d s\n$/);
  });

  it("keeps NODE_ENV=production from the installer, which would leave out the pinned Node", async () => {
    checkout.fakeInstaller(`echo "NODE_ENV=$NODE_ENV" >> "${checkout.calls}"`);
    await checkout.run(["tool"], { NODE_ENV: "production" });
    assert.equal(checkout.installs()[1], "NODE_ENV=");
  });

  it("installs once when two starts come at the same time", async () => {
    checkout.fakeInstaller("sleep 0.5");
    const first = checkout.start(["tool"]);
    await until(() => checkout.has("node_modules/.starter-installing"), "the first start's lock");
    const second = await checkout.run(["tool"]);
    assert.equal((await first.ended).code, 0);
    assert.equal(second.code, 0);
    assert.match(
      second.stderr,
      new RegExp(`^another start is installing here \\(process ${first.child.pid}\\)`),
    );
    assert.equal(checkout.installs().length, 1);
  });

  it("takes over the lock of a start that has died", async () => {
    checkout.write("node_modules/.starter-installing", "999999999");
    const { code } = await checkout.run(["tool"]);
    assert.equal(code, 0);
    assert.equal(checkout.has("node_modules/.starter-installing"), false);
  });

  it("leaves no marker and no lock after a failed installation, and tries again at the next start", async () => {
    checkout.fakeInstaller("exit 3");
    assert.equal((await checkout.run(["tool"])).code, 1);
    assert.equal(checkout.has("node_modules/.starter-installed"), false);
    assert.equal(checkout.has("node_modules/.starter-installing"), false);
    checkout.fakeInstaller("");
    assert.equal((await checkout.run(["tool"])).code, 0);
  });
});
