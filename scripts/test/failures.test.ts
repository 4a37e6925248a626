// What the bootstrap says when the first start cannot work: cause and remedy, on one screen, without a stack trace.
// The installers' texts are those that npm 11 and pnpm 12 print; does not prove that later versions keep them.
import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { Checkout } from "./checkout.ts";

const network =
  /cannot be reached, or it refuses[\s\S]*The first start downloads packages[\s\S]*npm config get registry/;
const cases: { name: string; output: string; says: RegExp }[] = [
  {
    name: "a registry whose name is not found",
    output: "npm error code ENOTFOUND\nnpm error errno ENOTFOUND",
    says: network,
  },
  { name: "a registry that does not answer", output: "npm error code ECONNREFUSED", says: network },
  {
    name: "a proxy that refuses",
    output: "npm error code E403\nnpm error 403 403 Forbidden - GET /pnpm",
    says: network,
  },
  {
    name: "a network that is lost in the middle",
    output: "Error: ERR_PNPM_META_FETCH_FAIL\n  error sending request:\n  client error (Connect): dns error",
    says: network,
  },
  {
    name: "a lockfile that is out of date",
    output:
      'Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up\n      to date with package.json.',
    says: /pnpm-lock\.yaml does not match[\s\S]*pnpm@12 install` and commit pnpm-lock\.yaml/,
  },
  { name: "no lockfile", output: "Error: ERR_PNPM_NO_LOCKFILE", says: /pnpm-lock\.yaml does not match/ },
  {
    name: "a full disk",
    output: "Failed to write: No space left on device (os error 28)",
    says: /the disk is full[\s\S]*make room/,
  },
  {
    name: "a folder of somebody else",
    output: "Permission denied (os error 13)",
    says: /cannot be written[\s\S]*~\/\.npm/,
  },
  {
    name: "an undecided install script",
    output: "ERR_PNPM_IGNORED_BUILDS Ignored build scripts: x",
    says: /allowBuilds/,
  },
  { name: "anything else, by the installer's own words", output: "kaboom", says: /last words:\n {2}kaboom/ },
];

describe("bootstrap failures", () => {
  let checkout: Checkout;
  beforeEach(() => {
    checkout = new Checkout();
  });
  afterEach(() => checkout.delete());

  for (const { name, output, says } of cases) {
    it(`explains ${name}`, async () => {
      checkout.fakeInstaller(`cat >&2 <<'END'\n${output}\nEND\nexit 1`);
      const { code, stderr } = await checkout.run(["tool"]);
      assert.equal(code, 1);
      assert.match(stderr, says);
      assert.ok(stderr.split("\n").length <= 24, stderr);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }

  it("leaves stack traces and dumped error objects out", async () => {
    checkout.fakeInstaller(`cat >&2 <<'END'
npm error code ECONNREFUSED
npm error     at f (x.js:1:2) {
npm error   errno: 'ECONNREFUSED',
npm error }
npm error
END
exit 1`);
    const { stderr } = await checkout.run(["tool"]);
    assert.match(stderr, /stopped after \d+\.\d s\n[\s\S]*last words:\n {2}npm error code ECONNREFUSED\n$/);
  });

  it("shows the end of a long output only", async () => {
    checkout.fakeInstaller("i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; exit 1");
    const { stderr } = await checkout.run(["tool"]);
    assert.match(stderr, /line 499/);
    assert.doesNotMatch(stderr, /line 400/);
  });

  it("names PATH when npx is missing", async () => {
    checkout.removeProgram("npx");
    const { code, stderr } = await checkout.run(["tool"], { PATH: `${checkout.root}/path` });
    assert.equal(code, 1);
    assert.match(stderr, /cannot start npx: it is not in PATH[\s\S]*come with Node/);
  });

  it("explains a checkout that cannot be written", async () => {
    // root writes everywhere.
    if (process.getuid?.() === 0) checkout.write("node_modules", "a file stands where the folder must be");
    else chmodSync(checkout.root, 0o555);
    const { code, stderr } = await checkout.run(["tool"]);
    chmodSync(checkout.root, 0o755);
    assert.equal(code, 1);
    assert.match(stderr, /Cannot install the workspace/);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });

  it("says so when the installation brought no pinned Node", async () => {
    checkout.fakeInstaller("echo Done; exit 0");
    const { code, stderr } = await checkout.run(["tool"]);
    assert.equal(code, 1);
    assert.match(stderr, /pinned Node is missing/);
  });

  it("rejects a tool that is not installed, with the usage", async () => {
    const { code, stderr } = await checkout.run(["nonsense"]);
    assert.equal(code, 2);
    assert.match(stderr, /no program called nonsense[\s\S]*usage:/);
  });

  it("rejects a start without a tool, with the usage", async () => {
    const { code, stderr } = await checkout.run([]);
    assert.equal(code, 2);
    assert.match(stderr, /^usage:/);
  });
});
