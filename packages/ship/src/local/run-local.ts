import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { EvaluatedStack } from "@starter/stack-testing";
import { evaluateWorkspace, folderOf, placeOf } from "../evaluate-workspace.ts";
import { ShipError } from "../ship-error.ts";
import { summarize } from "../summary.ts";
import { findFreePorts } from "./gateway/free-ports.ts";
import { LocalSystem } from "./local-system.ts";
import { LocalConsole } from "./logs/console.ts";
import { findMachine } from "./machine.ts";
import { buildPages } from "./page/build-pages.ts";
import type { LocalPlan } from "./plan/local-plan.ts";
import { planLocal } from "./plan/plan-local.ts";
import { containerPorts } from "./plan/ports.ts";
import { readDeployment } from "./plan/read-deployment.ts";
import { TaskFailure } from "./process/task-run.ts";
import { startWatchdog } from "./process/watchdog.ts";
import { RunRecord } from "./state/run-record.ts";
import { loadSecrets } from "./state/secret-store.ts";
import { type StopSignals, takeStopSignals, untilAborted } from "./stop-signals.ts";

/** What `ship local` is asked to run. */
export interface LocalOptions {
  /** The repository's root, absolute. */
  workspace: string;
  /** Stack, that is environment, name: `dev`. */
  environment: string;
  /** Forgets the data of earlier runs first. */
  fresh: boolean;
  /** A job to run once, as soon as the rest is ready. @default none */
  job?: string;
  /** Where the gateway listens; the next free port when it is taken. @default 8080 */
  port?: number;
}

const defaultPort = 8080;
const graceMs = 3500;
const hurryMs = 500;

/**
 * Runs the stacks of one environment on this machine until a signal ends it: the same task definitions, health checks,
 * start order, routes and names, with the app containers from source. Resolves with the exit code: 0 after Ctrl-C, 1
 * when it could not start (nothing is left running), 130 after a second Ctrl-C.
 */
export async function runLocal(options: LocalOptions): Promise<number> {
  const screen = new LocalConsole(process.stdout, process.stderr);
  const signals = takeStopSignals();
  const undo: Session["undo"] = [];
  let failure: string | undefined;
  try {
    await start(options, { screen, signals, undo });
    await untilAborted(signals.stop);
  } catch (error) {
    // What fails because it was told to stop did not fail.
    if (!signals.stop.aborted) {
      if (!(error instanceof ShipError || error instanceof TaskFailure)) throw error;
      failure = error.message;
    }
  } finally {
    if (signals.stop.aborted) screen.say("stopping");
    const hurried = untilAborted(signals.kill).then(() => setTimeout(hurryMs, undefined, { ref: false }));
    for (const step of undo.toReversed()) {
      await Promise.race([step(), hurried]).catch((error: Error) => screen.complain(error.message));
    }
    signals.release();
    // Last, or what the containers print while they stop would bury it.
    if (failure !== undefined) screen.complain(failure);
  }
  if (signals.kill.aborted) return 130;
  return failure === undefined ? 0 : 1;
}

interface Session {
  screen: LocalConsole;
  signals: StopSignals;
  /** What ends each thing that was started, in the order of the starts. */
  undo: (() => Promise<void>)[];
}

async function start(options: LocalOptions, { screen, signals, undo }: Session): Promise<void> {
  const { workspace, environment, fresh, port = defaultPort } = options;
  const dataFolder = join(workspace, ".local", environment);
  const record = RunRecord.claim(join(dataFolder, "run.json"), environment);
  undo.push(async () => record.release());

  const stacks = await unlessStopped(evaluate(workspace, environment), signals.stop);
  for (const stack of stacks) screen.say(summarize(stack));
  const plan = await makePlan(stacks, options, dataFolder);
  for (const note of plan.notes) screen.say(note);
  if (fresh) forget(dataFolder);
  const secrets = loadSecrets(plan, join(dataFolder, "secrets.json"));

  const system = new LocalSystem(plan, secrets, screen);
  const gateway = await system.startGateway(port);
  undo.push(() => gateway.close());
  record.setUrl(gateway.url);
  if (gateway.port !== port) screen.say(`port ${port} is taken: the gateway listens on ${gateway.port}`);
  const databases = await system.startDatabases(dataFolder, fresh);
  if (databases) {
    undo.push(() => databases.stop());
    screen.say(`postgres on port ${databases.address.port}, data in ${relative(workspace, dataFolder)}`);
  }
  await buildPages(plan.pages, workspace);
  if (signals.stop.aborted) return;

  const watchdog = startWatchdog();
  undo.push(() => watchdog.stop());
  const watchers = [watchdog, record];
  const ready = system.startServices(watchers);
  undo.push(() => system.stopServices(AbortSignal.any([signals.kill, AbortSignal.timeout(graceMs)])));
  await unlessStopped(ready, signals.stop);
  screen.announce(gateway.url, (performance.now() / 1000).toFixed(1));
  const { job } = plan;
  if (job === undefined) return;
  const failure = await unlessStopped(system.runJob(job, watchers), signals.stop);
  if (failure) screen.complain(failure.message);
  else screen.say(`${job.service}: the job is done`);
}

/** The database's files are forgotten by the database. */
function forget(dataFolder: string): void {
  for (const entry of ["secrets.json", "nginx"]) {
    rmSync(join(dataFolder, entry), { recursive: true, force: true });
  }
}

async function evaluate(workspace: string, environment: string): Promise<EvaluatedStack[]> {
  const stacks = await evaluateWorkspace(workspace, environment);
  const problems = stacks.flatMap((stack) =>
    stack.problems.map((problem) => `${placeOf(problem, folderOf(stack))}: ${problem.message}`),
  );
  if (problems.length > 0) throw new ShipError(problems.join("\n"));
  return stacks;
}

async function makePlan(
  stacks: EvaluatedStack[],
  { workspace, job }: LocalOptions,
  dataFolder: string,
): Promise<LocalPlan> {
  const deployment = readDeployment(stacks);
  const containers = deployment.stacks.flatMap(({ services, jobs }) =>
    [...services, ...jobs].map((task) => task.containers),
  );
  const ports = await findFreePorts(containers.flatMap((ofService) => containerPorts(ofService)).length);
  const planned = planLocal(deployment, findMachine(workspace, dataFolder), ports, job);
  if ("problems" in planned) {
    throw new ShipError(planned.problems.map(({ where, message }) => `${where}: ${message}`).join("\n"));
  }
  return planned.plan;
}

/** Waits for work, but not past the first signal to stop. */
async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const stopped = untilAborted(stop).then(() => {
    throw new ShipError("stopped");
  });
  return Promise.race([work, stopped]);
}
