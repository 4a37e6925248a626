/**
 * The process in which programs run, one after another. Each is run by the SDK's own runner as if it were alone, with its
 * own configuration, environment and files; what comes out of node_modules and the workspace's packages stays loaded.
 */
import "../../lazy-sdk.ts";
import { realpathSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { runtime } from "@pulumi/pulumi";

/** What the parent sends. */
export interface ProgramRequest {
  /** For the runner. */
  args: string[];
  /** Folder of the program, absolute. */
  directory: string;
  environment: NodeJS.ProcessEnv;
  /** What to print on both streams, with the exit code, once the program has ended; else its process ends with it. */
  endMark?: string;
}

const require = createRequire(import.meta.url);
/** Runs the program that the process's arguments name, when it is loaded. */
const runner = require.resolve("@pulumi/pulumi/cmd/run");
/** Where the SDK keeps what it knows of a run. */
const state = require("@pulumi/pulumi/runtime/state") as {
  getGlobalStore(): { resourceModules: unknown; resourcePackages: unknown };
  LocalStore: new () => object;
};
// Makes the SDK watch for promises that a program leaves behind, as it does once in a process.
require("@pulumi/pulumi/runtime/debuggable").debuggablePromise(Promise.resolve(), "the first");

let running: ProgramRequest | undefined;
let runs = 0;
let failed = false;

// The program's own files are read anew for each run.
let programFolder: string | undefined;
registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    if (programFolder === undefined || !found.url.startsWith(programFolder)) return found;
    const isPackage = found.url.includes("/node_modules/");
    return isPackage ? found : { ...found, url: `${found.url}?run=${runs}` };
  },
});

process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
process.on("beforeExit", end);
const events = ["uncaughtException", "unhandledRejection", "exit", "beforeExit"];
const own = new Set(events.flatMap(listenersOf));

process.on("message", (message) => {
  running = message as ProgramRequest;
  runs += 1;
  programFolder = `${pathToFileURL(realpathSync(running.directory)).href}/`;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, running.environment);
  process.chdir(running.directory);
  process.argv = [process.execPath, runner, ...running.args];
  process.channel?.unref();
  delete require.cache[runner];
  require(runner);
  resetState();
  // The runner tells the engine of the program's end here, and could do so once only.
  if (running.endMark === undefined) return;
  for (const listener of ofTheRun("beforeExit")) process.off("beforeExit", listener);
});

/** Forgets what the SDK knew of the run before, but not which classes are loaded. */
function resetState(): void {
  const store = state.getGlobalStore();
  const { resourceModules, resourcePackages } = store;
  Object.assign(store, new state.LocalStore(), { resourceModules, resourcePackages });
}

function fail(error: unknown): void {
  failed = true;
  // Nobody else would tell it.
  if (running === undefined) throw error;
}

/** Called when nothing is left to do. */
async function end(code: number): Promise<void> {
  const endMark = running?.endMark;
  if (endMark === undefined) return;
  if (code === 0 && !failed) await runtime.disconnect(true);
  const exitCode = exitCodeOfRun(code);
  for (const event of events) for (const listener of ofTheRun(event)) process.off(event, listener);
  running = undefined;
  failed = false;
  process.channel?.ref();
  process.stdout.write(`${endMark} ${exitCode}\n`);
  process.stderr.write(`${endMark} ${exitCode}\n`);
}

/** What the process would exit with. */
function exitCodeOfRun(code: number): number {
  for (const listener of new Set([...ofTheRun("exit"), ...listenersOf("exit")])) listener.call(process, code);
  const exitCode = Number(process.exitCode ?? code);
  process.exitCode = undefined;
  return exitCode;
}

type Listener = (...args: unknown[]) => void;

function listenersOf(event: string): Listener[] {
  return process.rawListeners(event) as Listener[];
}

function ofTheRun(event: string): Listener[] {
  return listenersOf(event).filter((listener) => !own.has(listener));
}
