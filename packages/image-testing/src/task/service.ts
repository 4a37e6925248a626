import { setTimeout as sleep } from "node:timers/promises";
import type { LoadBalancer } from "../load-balancer/load-balancer.ts";
import type { Task } from "./task.ts";

const watchMilliseconds = 500;

/**
 * Keeps tasks running, as ECS does for a service: one whose essential container has ended or is unhealthy is taken out
 * of the load balancer, stopped and replaced.
 */
export class Service {
  readonly tasks = new Set<Task>();
  /** Why tasks were replaced, in order, with the time in milliseconds. */
  readonly replacements: { reason: string; at: number }[] = [];
  readonly #start: () => Promise<Task>;
  readonly #balancer: LoadBalancer;
  readonly #healed: Promise<unknown>[] = [];
  readonly #background: Promise<unknown>[] = [];
  #watch: Promise<void> | undefined;
  #isStopped = false;

  constructor(start: () => Promise<Task>, balancer: LoadBalancer) {
    this.#start = start;
    this.#balancer = balancer;
  }

  /** Starts so many tasks and resolves when the load balancer finds them all healthy. */
  async run(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.add()));
    this.#watch ??= this.#keep();
  }

  /** Starts one more task; it is registered as soon as it runs, and counts when it and its target are healthy. */
  async add(): Promise<Task> {
    const task = await this.#start();
    this.tasks.add(task);
    const target = this.#balancer.register(task.address);
    await task.waitForHealth();
    while (target.state !== "healthy") {
      const failure = await task.failure();
      if (failure) throw new Error(`a new task must become healthy, got: ${failure}`);
      await sleep(watchMilliseconds / 5);
    }
    return task;
  }

  /** Resolves when one more task has been replaced and the replacement is healthy. */
  async healed(): Promise<void> {
    while (this.#healed.length === 0) await sleep(watchMilliseconds);
    await this.#healed.shift();
  }

  /** Stops watching, and removes all tasks without any ado. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#watch;
    await Promise.allSettled(this.#background);
    for (const task of this.tasks) await task.remove();
    this.tasks.clear();
  }

  async #keep(): Promise<void> {
    while (!this.#isStopped) {
      for (const task of this.tasks) {
        const reason = await task.failure();
        if (reason) this.#replace(task, reason);
      }
      await sleep(watchMilliseconds);
    }
  }

  #replace(task: Task, reason: string): void {
    this.tasks.delete(task);
    const takenOut = this.#balancer.deregister(task.address);
    const stopped = task.stop().then(() => task.remove());
    const added = this.add();
    // Whoever awaits `healed` hears of a failure.
    added.catch(() => undefined);
    stopped.catch(() => undefined);
    this.#healed.push(added);
    this.#background.push(added, stopped, takenOut);
    this.replacements.push({ reason, at: Date.now() });
  }
}
