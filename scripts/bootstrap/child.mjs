import { spawn } from "node:child_process";
import { Failure } from "./failure.mjs";
import { root } from "./marker.mjs";

const windows = process.platform === "win32";

/** npm passes a signal on that its child has already had from the terminal or the group; this near, two are one. */
const sameSignalMilliseconds = 300;

const orphanPollMilliseconds = 500;

/** Read before anything is started: a parent that ends during a start is missed otherwise. */
const parent = process.ppid;

/**
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ending
 */

/**
 * Runs a tool with this process's input and output until it ends, and hands signals on so that it gets each once.
 * At a terminal the tool stays in the foreground group and has Ctrl-C from there; elsewhere (CI, a service) it has
 * a group of its own, so that a signal to this process or to this process's group arrives through here only.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Ending>}
 */
export function runTool(program, args, env) {
  const atTerminal = Boolean(process.stdin.isTTY);
  const options = { env, stdio: /** @type {const} */ ("inherit"), detached: !windows && !atTerminal };
  return ended(
    () => start(program, args, options),
    (child, signal) => {
      if (atTerminal && signal !== "SIGTERM") return;
      // An interrupt is for everyone in the foreground, as a terminal does it; the others are for the tool to act on.
      deliver(child, signal, !windows && !atTerminal && signal === "SIGINT");
    },
  );
}

/**
 * Runs an installer in a group of its own, silently; a signal ends the whole group.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string, fromOutput: boolean) => void} onText
 * @returns {Promise<Ending>}
 */
export function runQuietly(program, args, env, onText) {
  const begin = () => {
    const child = start(program, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: !windows });
    child.stdout?.setEncoding("utf8").on("data", (text) => onText(text, true));
    child.stderr?.setEncoding("utf8").on("data", (text) => onText(text, false));
    return child;
  };
  return ended(begin, (child, signal) => deliver(child, signal, !windows));
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 */
function start(program, args, options) {
  // Windows starts .cmd files only through its shell; quoting covers blanks, nothing cleverer. Not tested there.
  const shell = windows && !/\.exe$/i.test(program);
  const quote = (/** @type {string} */ word) => (shell ? `"${word}"` : word);
  return spawn(quote(program), args.map(quote), { cwd: root, shell, ...options });
}

/**
 * Listens for signals before the child is there, so that none in between ends this process alone.
 * @param {() => import("node:child_process").ChildProcess} begin
 * @param {(child: import("node:child_process").ChildProcess, signal: NodeJS.Signals) => void} forward
 * @returns {Promise<Ending>}
 */
function ended(begin, forward) {
  /** @type {Map<NodeJS.Signals, number>} */
  const last = new Map();
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    const now = Date.now();
    const again = now - (last.get(signal) ?? 0) < sameSignalMilliseconds;
    last.set(signal, now);
    if (!again) forward(child, signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, onSignal);
  const child = begin();
  const watch = watchParent(() => onSignal("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(unstartable(child.spawnfile, error)));
    child.once("close", (code, signal) => resolve({ code, signal }));
  }).finally(() => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, onSignal);
  });
}

/**
 * npm runs its scripts in a shell and hands SIGTERM to that shell, which dies of it and tells nobody: without this,
 * `kill <npm>` would leave everything running. Started by hand, a tool may well outlive its shell.
 * @param {() => void} onOrphaned
 */
function watchParent(onOrphaned) {
  if (windows || !process.env.npm_lifecycle_event) return undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onOrphaned();
  }, orphanPollMilliseconds);
  return timer.unref();
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 * @param {boolean} group
 */
function deliver(child, signal, group) {
  if (child.pid === undefined) return;
  try {
    process.kill(group ? -child.pid : child.pid, signal);
  } catch {
    // It has ended in the meantime: its exit code is on the way.
  }
}

/**
 * @param {string} program
 * @param {Error & { code?: string }} error
 */
function unstartable(program, error) {
  if (error.code !== "ENOENT") return new Failure(`cannot start ${program}: ${error.message}`);
  return new Failure(
    `cannot start ${program}: it is not in PATH.\n` +
      "npm and npx come with Node; check PATH, or install Node anew (https://nodejs.org).",
  );
}
