import { setTimeout } from "node:timers/promises";
import type { LocalTask } from "../plan/local-plan.ts";
import { TaskRun, type TaskSurroundings } from "./task-run.ts";

/** Pauses before a failed task is replaced, and how long one must have run for the pauses to begin anew. */
export interface BackOff {
  firstMs: number;
  longestMs: number;
  calmMs: number;
}

const ecsLike: BackOff = { firstMs: 1000, longestMs: 30_000, calmMs: 60_000 };
const replaceStopMs = 3000;

/** Keeps one task of a service running, as ECS does: a task that fails is replaced after a growing pause. */
export class ServiceSupervisor {
  /** Whether the task is healthy, so that the load balancer sends it requests. */
  available = false;
  readonly #task: LocalTask;
  readonly #surroundings: TaskSurroundings;
  readonly #onEvent: (text: string) => void;
  readonly #backOff: BackOff;
  readonly #stopping = new AbortController();
  #run?: TaskRun;
  #replacing?: Promise<void>;

  constructor(
    task: LocalTask,
    surroundings: TaskSurroundings,
    onEvent: (text: string) => void,
    backOff: BackOff = ecsLike,
  ) {
    this.#task = task;
    this.#surroundings = surroundings;
    this.#onEvent = onEvent;
    this.#backOff = backOff;
  }

  /** Starts the task; rejects with its TaskFailure when it does not become ready this first time. */
  async start(): Promise<void> {
    const run = new TaskRun(this.#task, this.#surroundings);
    this.#run = run;
    const failure = await run.ready;
    if (failure) throw failure;
    if (this.#stopping.signal.aborted) return;
    this.available = true;
    this.#replacing = this.#replaceWhenFailed(run);
  }

  /** Stops the task, and does not replace it any more. */
  async stop(kill: AbortSignal): Promise<void> {
    this.available = false;
    this.#stopping.abort();
    await this.#run?.stop(kill);
    await this.#replacing;
  }

  async #replaceWhenFailed(first: TaskRun): Promise<void> {
    const { firstMs, longestMs, calmMs } = this.#backOff;
    const { signal } = this.#stopping;
    let pauseMs = firstMs;
    for (let run = first; ; ) {
      const since = performance.now();
      const failure = await run.ended;
      this.available = false;
      if (!failure) return;
      if (performance.now() - since > calmMs) pauseMs = firstMs;
      this.#onEvent(
        `${failure.message}\n${this.#task.service}: replaced by a new task in ${pauseMs / 1000} s`,
      );
      await run.stop(AbortSignal.any([signal, AbortSignal.timeout(replaceStopMs)]));
      await setTimeout(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, longestMs);
      run = new TaskRun(this.#task, this.#surroundings);
      this.#run = run;
      this.available = (await run.ready) === undefined && !signal.aborted;
      if (this.available) this.#onEvent(`${this.#task.service}: healthy again`);
    }
  }
}
