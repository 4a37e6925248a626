import { Agent, request } from "node:http";
import type { Target } from "../task/task-plan.ts";

/** Where a target is in its life, in the load balancer's words. */
export type TargetState = "initial" | "healthy" | "unhealthy" | "draining";

/** One registered target: its health checks, and the connections kept to it. */
export class RegisteredTarget {
  readonly address: string;
  readonly port: number;
  readonly agent: Agent;
  /** Requests passed to it so far. */
  requests = 0;
  state: TargetState = "initial";
  readonly #check: Target["healthCheck"];
  #passes = 0;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Since when it gets no requests, in milliseconds; undefined while it does. */
  unusedSince: number | undefined = Date.now();

  constructor(address: string, port: number, healthCheck: Target["healthCheck"], idleSeconds: number) {
    this.address = address;
    this.port = port;
    this.#check = healthCheck;
    this.agent = new Agent({ keepAlive: true, timeout: idleSeconds * 1000 });
    void this.#ask();
    this.#timer = setInterval(() => void this.#ask(), healthCheck.interval * 1000);
  }

  /** Gets no new requests and no checks any more. */
  drain(): void {
    this.#enter("draining");
    clearInterval(this.#timer);
  }

  /** Cuts off whatever still runs. */
  close(): void {
    clearInterval(this.#timer);
    this.agent.destroy();
  }

  async #ask(): Promise<void> {
    const status = await this.#status();
    if (this.state === "draining") return;
    if (String(status) === this.#check.matcher) {
      this.#failures = 0;
      this.#passes += 1;
      // One passing check is enough for a new target; a threshold is for coming back.
      if (this.state === "initial" || this.#passes >= this.#check.healthyThreshold) this.#enter("healthy");
    } else {
      this.#passes = 0;
      this.#failures += 1;
      if (this.#failures >= this.#check.unhealthyThreshold) this.#enter("unhealthy");
    }
  }

  #status(): Promise<number> {
    const { path, timeout } = this.#check;
    return new Promise((resolve) => {
      const { address: host, port } = this;
      const headers = { "user-agent": "ELB-HealthChecker/2.0" };
      const asked = request(
        { host, port, path, headers, agent: false, timeout: timeout * 1000 },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        },
      );
      asked.on("timeout", () => asked.destroy());
      asked.on("error", () => resolve(0));
      asked.end();
    });
  }

  #enter(state: TargetState): void {
    if (this.state === state) return;
    this.state = state;
    this.unusedSince = state === "healthy" ? undefined : (this.unusedSince ?? Date.now());
  }
}
