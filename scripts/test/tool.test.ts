// How the bootstrap runs a tool: arguments, environment, exit code, and each signal exactly once.
// Does not prove Ctrl-C at a real terminal (there the tool shares the terminal's foreground group), nor Windows.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Checkout, isAlive, until } from "./checkout.ts";

/** Ends the bootstrap's parent after the tool has begun, before the bootstrap gets to its next statement. */
const orphanAtStart = `
const childProcess = require("node:child_process");
const { existsSync } = require("node:fs");
const parent = process.ppid;
const spawn = childProcess.spawn;
childProcess.spawn = (program, ...words) => {
  const child = spawn(program, ...words);
  if (!program.endsWith("tool")) return child;
  while (!existsSync("calls.log.pid"));
  process.kill(parent, "SIGTERM");
  while (process.ppid === parent);
  return child;
};
require("node:module").syncBuiltinESMExports();
`;

describe("bootstrap tool", () => {
  let checkout: Checkout;
  beforeEach(() => {
    checkout = new Checkout();
  });
  afterEach(() => checkout.delete());

  it("hands arguments on unchanged", async () => {
    checkout.tool("printf '%s\\n' \"$@\"");
    const { stdout } = await checkout.run(["tool", "--fresh", "a b", "", "it's", "$HOME"]);
    assert.equal(stdout, "--fresh\na b\n\nit's\n$HOME\n");
  });

  it("runs the project's command line from source on the pinned Node", async () => {
    const { stdout, stderr, code } = await checkout.run(["ship", "local", "--fresh"]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '["local","--fresh"]\n');
  });

  it("puts node_modules/.bin first on PATH", async () => {
    checkout.tool('echo "$PATH"');
    const { stdout } = await checkout.run(["tool"]);
    assert.equal(stdout.split(":")[0], join(checkout.root, "node_modules/.bin"));
  });

  it("gives Node a compile cache", async () => {
    checkout.tool('echo "$NODE_COMPILE_CACHE"');
    const { stdout } = await checkout.run(["tool"]);
    assert.equal(stdout.trim(), join(checkout.root, "node_modules/.cache/node-compile"));
  });

  it("leaves a compile cache that is set as it is", async () => {
    checkout.tool('echo "$NODE_COMPILE_CACHE"');
    const { stdout } = await checkout.run(["tool"], { NODE_COMPILE_CACHE: "/elsewhere" });
    assert.equal(stdout, "/elsewhere\n");
  });

  it("exits with the tool's code", async () => {
    checkout.tool("exit 42");
    assert.equal((await checkout.run(["tool"])).code, 42);
  });

  it("exits with 128 and the signal's number when a signal ends the tool", async () => {
    checkout.tool("kill -TERM $$; sleep 5");
    assert.equal((await checkout.run(["tool"])).code, 143);
  });

  /** Tells that the program runs, by a file with its process id. */
  const announce = () =>
    `echo $$ > "${checkout.calls}.new" && mv "${checkout.calls}.new" "${checkout.calls}.pid"`;

  /** A tool that counts a signal, and half a second after the first one ends with its own code. */
  const counting = (signal: string) => `
trap 'echo got >> "${checkout.calls}.signals"' ${signal}
${announce()}
while [ ! -s "${checkout.calls}.signals" ]; do sleep 0.05; done
sleep 0.5
exit 7`;
  const received = () => checkout.read("calls.log.signals");
  const running = () => until(() => checkout.has("calls.log.pid"), "the tool's start");

  it("hands an interrupt of the whole process group on once, and waits for the tool", async () => {
    const { child, ended } = checkout.tool(counting("INT")).start(["tool"]);
    await running();
    process.kill(-Number(child.pid), "SIGINT");
    assert.equal((await ended).code, 7);
    assert.equal(received(), "got\n");
  });

  it("takes an interrupt that comes twice at once, as npm sends it, for one", async () => {
    const { child, ended } = checkout.tool(counting("INT")).start(["tool"]);
    await running();
    child.kill("SIGINT");
    child.kill("SIGINT");
    await until(() => checkout.has("calls.log.signals"), "the interrupt");
    child.kill("SIGINT");
    assert.equal((await ended).code, 7);
    assert.equal(received(), "got\n");
  });

  it("hands SIGTERM on to the tool", async () => {
    const { child, ended } = checkout.tool(counting("TERM")).start(["tool"]);
    await running();
    child.kill("SIGTERM");
    assert.equal((await ended).code, 7);
    assert.equal(received(), "got\n");
  });

  /** Starts the bootstrap as npm does: in a shell that hands no signal on. */
  const inNpmsShell = (env: NodeJS.ProcessEnv = {}) =>
    spawn("/bin/sh", ["-c", `"${process.execPath}" scripts/bootstrap.mjs tool; true`], {
      cwd: checkout.root,
      env: { PATH: `${checkout.root}/path:/usr/bin:/bin`, npm_lifecycle_event: "start", ...env },
      stdio: "ignore",
    });
  const toolEnded = () => until(() => !isAlive(Number(checkout.read("calls.log.pid"))), "the tool's end");

  it("ends the tool when npm's shell, between npm and the bootstrap, is terminated", async () => {
    checkout.tool(counting("TERM"));
    const shell = inNpmsShell();
    await running();
    shell.kill("SIGTERM");
    await toolEnded();
    assert.equal(received(), "got\n");
  });

  it("ends the tool when npm's shell is terminated just as the tool starts", async () => {
    checkout.tool(counting("TERM"));
    checkout.write("orphan-at-start.cjs", orphanAtStart);
    inNpmsShell({ NODE_OPTIONS: `--require ${checkout.root}/orphan-at-start.cjs` });
    await running();
    await toolEnded();
    assert.equal(received(), "got\n");
  });

  it("ends an installation that is interrupted, without a marker", async () => {
    checkout.fakeInstaller(`${announce()}; exec sleep 30`);
    const { child, ended } = checkout.start(["tool"]);
    await running();
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.equal(code, 130);
    assert.match(stderr, /interrupted; the next start installs again/);
    assert.equal(checkout.has("node_modules/.starter-installed"), false);
    assert.equal(checkout.has("node_modules/.starter-installing"), false);
    assert.equal(isAlive(Number(checkout.read("calls.log.pid"))), false);
  });
});
