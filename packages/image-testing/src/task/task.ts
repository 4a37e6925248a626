import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../engine/start-engine.ts";
import { type ContainerConfig, containerConfig, pauseConfig } from "./container-config.ts";
import { localImage, type Surroundings, type TaskContainer, type TaskPlan } from "./task-plan.ts";

/** What the engine says of a container. */
export interface ContainerState {
  running: boolean;
  exitCode: number;
  killedForMemory: boolean;
  health: "starting" | "healthy" | "unhealthy" | "none";
}

/** What a test changes in the declared task, in addition to its surroundings. */
export type Change = (config: ContainerConfig, container: TaskContainer) => void;

const longestStartSeconds = 120;
const pollMilliseconds = 100;

/** One task in the engine, as ECS runs it: one network namespace, the containers in their declared order. */
export class Task {
  readonly plan: TaskPlan;
  readonly #engine: Engine;
  readonly #pause: string;
  readonly #ids = new Map<string, string>();
  /** The task's address on the engine's network. */
  readonly address: string;

  private constructor(plan: TaskPlan, engine: Engine, pause: string, address: string) {
    this.plan = plan;
    this.#engine = engine;
    this.#pause = pause;
    this.address = address;
  }

  /** Starts a task; resolves when its last container runs, rejects when one does not become what others wait for. */
  static async start(
    engine: Engine,
    plan: TaskPlan,
    surroundings: Surroundings,
    change: Change = () => undefined,
  ): Promise<Task> {
    const [first] = plan.containers;
    if (!first) throw new Error(`${plan.service}: must have a container, got none`);
    const pause = await create(engine, pauseConfig(localImage(first), engine.network));
    await engine.api.call("POST", `/containers/${pause}/start`);
    const { NetworkSettings } = await engine.api.call<{
      NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
    }>("GET", `/containers/${pause}/json`);
    const address = NetworkSettings.Networks[engine.network]?.IPAddress ?? "";
    const task = new Task(plan, engine, pause, address);
    try {
      for (const container of plan.containers) await task.#startContainer(container, surroundings, change);
    } catch (error) {
      await task.remove();
      throw error;
    }
    return task;
  }

  async state(container: string): Promise<ContainerState> {
    const { State } = await this.#engine.api.call<{
      State: { Running: boolean; ExitCode: number; OOMKilled: boolean; Health?: { Status: string } };
    }>("GET", `/containers/${this.id(container)}/json`);
    return {
      running: State.Running,
      exitCode: State.ExitCode,
      killedForMemory: State.OOMKilled,
      health: (State.Health?.Status ?? "none") as ContainerState["health"],
    };
  }

  /** Waits until a container is in a state; rejects after two minutes, or when it has ended instead. */
  async waitFor(container: string, isReached: (state: ContainerState) => boolean): Promise<ContainerState> {
    const end = Date.now() + longestStartSeconds * 1000;
    for (;;) {
      const state = await this.state(container);
      if (isReached(state)) return state;
      if (!state.running || Date.now() > end) {
        throw new Error(
          `${container}: got ${JSON.stringify(state)} after\n${await this.logs(container).catch(() => "")}`,
        );
      }
      await sleep(pollMilliseconds);
    }
  }

  /** Waits until every container that declares a health check is healthy by it. */
  async waitForHealth(): Promise<void> {
    const checked = this.plan.containers.filter(({ healthCheck }) => healthCheck !== undefined);
    await Promise.all(checked.map(({ name }) => this.waitFor(name, ({ health }) => health === "healthy")));
  }

  /** Why ECS would replace this task: an essential container has ended or is unhealthy. */
  async failure(): Promise<string | undefined> {
    for (const { name, essential = true } of this.plan.containers) {
      if (!essential) continue;
      const { running, exitCode, killedForMemory, health } = await this.state(name);
      if (!running) return `${name} ended with ${exitCode}${killedForMemory ? ", out of memory" : ""}`;
      if (health === "unhealthy") return `${name} is unhealthy`;
    }
    return undefined;
  }

  logs(container: string): Promise<string> {
    return this.#engine.api.logs(this.id(container));
  }

  exec(container: string, command: string[]): Promise<number | null> {
    return this.#engine.api.exec(this.id(container), command);
  }

  async signal(container: string, signal: string): Promise<void> {
    await this.#engine.api.call("POST", `/containers/${this.id(container)}/kill?signal=${signal}`);
  }

  /**
   * Stops the task as ECS does: a container only after those that depend on it, each with its stop signal and its
   * stopTimeout. Its exit codes, by container.
   */
  async stop(): Promise<Record<string, number>> {
    const codes: Record<string, number> = {};
    for (const { name } of this.plan.containers.toReversed()) {
      await this.#engine.api.call("POST", `/containers/${this.id(name)}/stop`);
      codes[name] = (await this.state(name)).exitCode;
    }
    return codes;
  }

  /** Takes the task away, running or not. */
  async remove(): Promise<void> {
    for (const id of [...this.#ids.values(), this.#pause]) {
      await this.#engine.api.call("DELETE", `/containers/${id}?force=1&v=1`);
    }
  }

  /** The engine's id of a container. */
  id(container: string): string {
    const id = this.#ids.get(container);
    if (id === undefined) throw new Error(`${container}: must be a container that was started`);
    return id;
  }

  async #startContainer(container: TaskContainer, surroundings: Surroundings, change: Change): Promise<void> {
    for (const { containerName, condition } of container.dependsOn ?? []) {
      if (condition === "HEALTHY") await this.waitFor(containerName, ({ health }) => health === "healthy");
      if (condition === "SUCCESS" || condition === "COMPLETE") {
        const { exitCode } = await this.waitFor(containerName, ({ running }) => !running);
        if (condition === "SUCCESS" && exitCode !== 0) {
          throw new Error(
            `${containerName}: must succeed, ended with ${exitCode}: ${await this.logs(containerName)}`,
          );
        }
      }
    }
    const config = containerConfig(
      container,
      this.plan,
      this.#pause,
      this.plan.variables(container, surroundings),
    );
    change(config, container);
    const id = await create(this.#engine, config);
    this.#ids.set(container.name, id);
    await this.#engine.api.call("POST", `/containers/${id}/start`);
  }
}

async function create(engine: Engine, config: ContainerConfig): Promise<string> {
  return (await engine.api.call<{ Id: string }>("POST", "/containers/create", config)).Id;
}
