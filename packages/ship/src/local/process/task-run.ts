import { formatLine, plainText } from "../logs/format-line.ts";
import type { LocalContainer, LocalTask } from "../plan/local-plan.ts";
import {
  containerProbe,
  describeCheck,
  httpProbe,
  startLimitSeconds,
  untilHealthy,
  untilUnhealthy,
} from "./health.ts";
import { type ProcessExit, type ProcessGroup, startGroup } from "./process-group.ts";

/** Why a task cannot go on; the text names the container, what happened, the files to look at and its last lines. */
export class TaskFailure extends Error {
  override name = "TaskFailure";
}

/** What a task's run needs from its surroundings. */
export interface TaskSurroundings {
  /** All environment variables of a container, secrets and database addresses included. */
  environmentOf(container: LocalContainer): Record<string, string>;
  onLine(container: string, line: string): void;
  /** Told of each process group, so that none is lost when this process is killed. */
  groups: { add(pid: number): void; remove(pid: number): void };
}

interface ContainerRun {
  started: PromiseWithResolvers<void>;
  healthy: PromiseWithResolvers<void>;
  exited: PromiseWithResolvers<ProcessExit>;
  group?: ProcessGroup;
}

const targetCheckLimits = { limitSeconds: 30, timeoutSeconds: 5 };
const shownLines = 12;

/** One life of a task: its containers started in their order, watched until one fails, stopped in reverse. */
export class TaskRun {
  /** Resolves with undefined once the containers and the load balancer's checks are healthy, else as `ended`. */
  readonly ready: Promise<TaskFailure | undefined>;
  /** Resolves with the first failure, or with undefined when the task is done or stopped before. */
  readonly ended: Promise<TaskFailure | undefined>;
  readonly #task: LocalTask;
  readonly #surroundings: TaskSurroundings;
  readonly #abort = new AbortController();
  readonly #containers: Map<string, ContainerRun>;
  readonly #end = Promise.withResolvers<TaskFailure | undefined>();

  constructor(task: LocalTask, surroundings: TaskSurroundings) {
    this.#task = task;
    this.#surroundings = surroundings;
    this.#containers = new Map(task.containers.map(({ name }) => [name, newRun()]));
    this.ended = this.#end.promise;
    this.ready = Promise.race([this.ended, this.#start()]);
  }

  /** Stops the containers, dependents first; whatever still runs when the signal aborts is killed. */
  async stop(kill: AbortSignal): Promise<void> {
    this.#finish(undefined);
    const stopped = new Map<string, Promise<void>>();
    for (const { name } of this.#task.containers.toReversed()) {
      const dependents = this.#task.containers.filter((other) => waitsFor(other, name));
      const before = Promise.all(dependents.map((dependent) => stopped.get(dependent.name)));
      const stop = before.then(() => this.#run(name).group?.stop(kill));
      stopped.set(name, stop);
    }
    await Promise.all(stopped.values());
  }

  async #start(): Promise<undefined> {
    await Promise.all(this.#task.containers.map((container) => this.#startContainer(container)));
    await Promise.all(this.#task.targetChecks.map((check) => this.#passTargetCheck(check)));
  }

  /** Resolves when the container is as far as a ready task needs it. */
  async #startContainer(container: LocalContainer): Promise<void> {
    await Promise.all(container.dependsOn.map((dependency) => this.#holds(dependency)));
    if (this.#abort.signal.aborted) return;
    const run = this.#run(container.name);
    const environment = this.#surroundings.environmentOf(container);
    const onLine = (line: string) => this.#surroundings.onLine(container.name, line);
    const group = startGroup({ command: container.command, cwd: container.cwd, environment, onLine });
    run.group = group;
    const watched = this.#watchExit(container, group);
    if (group.pid === undefined) return watched;
    this.#surroundings.groups.add(group.pid);
    run.started.resolve();
    if (container.health) await this.#watchHealth(container, environment);
    else if (!container.essential) await run.exited.promise;
  }

  async #watchExit(container: LocalContainer, group: ProcessGroup): Promise<void> {
    const exit = await group.exited;
    if (group.pid) this.#surroundings.groups.remove(group.pid);
    const waiting = this.#task.containers.filter((other) => waitsFor(other, container.name));
    const conditions = waiting.flatMap(({ dependsOn }) =>
      dependsOn
        .filter(({ containerName }) => containerName === container.name)
        .map(({ condition }) => condition),
    );
    if (container.essential && this.#task.runsToEnd) {
      if (exit.code === 0) this.#finish(undefined);
      else this.#fail(container, `must exit with 0, got ${describeExit(exit)}`);
    } else if (container.essential) this.#fail(container, `must keep running, got ${describeExit(exit)}`);
    else if (exit.code !== 0 && conditions.includes("SUCCESS")) {
      const names = waiting.map(({ name }) => name).join(" and ");
      this.#fail(container, `must exit with 0 before ${names} can start, got ${describeExit(exit)}`);
    } else if (conditions.includes("HEALTHY")) {
      this.#fail(container, `must become healthy, got ${describeExit(exit)}`);
    }
    this.#run(container.name).exited.resolve(exit);
  }

  async #watchHealth(container: LocalContainer, environment: Record<string, string>): Promise<void> {
    const { health } = container;
    if (!health) return;
    const { signal } = this.#abort;
    const probe = containerProbe(health.check, { cwd: container.cwd, environment });
    const check = `health check ${describeCheck(health.check)}`;
    const limitSeconds = startLimitSeconds(health);
    const limits = { limitSeconds, timeoutSeconds: health.timeoutSeconds };
    const answer = await untilHealthy(probe, limits, signal).catch(ifAborted);
    if (answer !== undefined)
      this.#fail(container, `${check} must pass within ${limitSeconds} s, got ${answer}`);
    if (signal.aborted) return;
    this.#run(container.name).healthy.resolve();
    untilUnhealthy(probe, health, signal).then(
      (last) =>
        this.#fail(
          container,
          `${check} must keep passing, got ${health.retries} failures, the last: ${last}`,
        ),
      ifAborted,
    );
  }

  async #passTargetCheck({ port, path, matcher }: LocalTask["targetChecks"][number]): Promise<void> {
    const probe = httpProbe({ port, path }, matcher);
    const answer = await untilHealthy(probe, targetCheckLimits, this.#abort.signal).catch(ifAborted);
    const container = this.#task.containers.findLast(({ essential }) => essential);
    if (answer === undefined || !container) return;
    const check = `the target group's check GET http://127.0.0.1:${port}${path}`;
    this.#fail(
      container,
      `${check} must answer ${matcher} within ${targetCheckLimits.limitSeconds} s, got ${answer}`,
    );
  }

  async #holds({ containerName, condition }: LocalContainer["dependsOn"][number]): Promise<void> {
    const run = this.#run(containerName);
    if (condition === "START") await run.started.promise;
    else if (condition === "HEALTHY") await run.healthy.promise;
    else await run.exited.promise;
  }

  #fail(container: LocalContainer, reason: string): void {
    const lines = this.#run(container.name).group?.lastLines.slice(-shownLines) ?? [];
    const output = lines.length > 0 ? "its last lines:" : "it printed nothing";
    const head = `${this.#task.service}/${container.name}: ${reason}; look at ${container.source} and ${this.#task.folder}/index.ts; ${output}`;
    const shown = lines.map((line) => `  ${plainText(formatLine(line))}`);
    this.#finish(new TaskFailure([head, ...shown].join("\n")));
  }

  /** The first outcome counts: nothing more is started or watched after it. */
  #finish(outcome: TaskFailure | undefined): void {
    this.#end.resolve(outcome);
    this.#abort.abort();
  }

  #run(container: string): ContainerRun {
    const run = this.#containers.get(container);
    if (!run) throw new Error(`no container ${container} in ${this.#task.service}`);
    return run;
  }
}

function newRun(): ContainerRun {
  return {
    started: Promise.withResolvers(),
    healthy: Promise.withResolvers(),
    exited: Promise.withResolvers(),
  };
}

function waitsFor({ dependsOn }: LocalContainer, name: string): boolean {
  return dependsOn.some(({ containerName }) => containerName === name);
}

function describeExit({ code, signal, error }: ProcessExit): string {
  return error?.message ?? (signal ? `signal ${signal}` : `exit code ${code}`);
}

function ifAborted(error: unknown): undefined {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
