import { setTimeout as sleep } from "node:timers/promises";
import type { Operation, StandInCall } from "./account.ts";

/** Which call is disturbed, and how. */
export interface InjectionRequest {
  operation: Operation;
  /** `aws:ecs/service:Service` */
  type: string;
  /** The resource's name in the program. @default any */
  name?: string;
  /** Which of the calls that fit, from now on. @default 1 */
  nth?: number;
  /** `fail`: the call ends with an error. `hang`: it does not end until released. `drop`: the connection is cut. */
  effect: "fail" | "hang" | "drop";
  /** Before AWS does what is asked, or after: then the resource has changed and the answer is lost. @default "before" */
  when?: "before" | "after";
  /** Text of the error. @default "api error InternalFailure: an injected failure" */
  message?: string;
}

/** A disturbance that waits for its call. */
export class Injection {
  readonly request: InjectionRequest;
  /** Settles when the call has come to the point where it is disturbed. */
  readonly reached: Promise<void>;
  readonly #released: Promise<void>;
  #reach: () => void = () => {};
  #release: () => void = () => {};

  constructor(request: InjectionRequest) {
    this.request = request;
    this.reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  /** Lets a hanging call end. */
  release(): void {
    this.#release();
  }

  /** Takes effect if this is its moment; `cut` cuts the connection. */
  async strike(moment: "before" | "after", cut: () => void): Promise<void> {
    const { effect, when = "before", message } = this.request;
    if (when !== moment) return;
    this.#reach();
    if (effect === "fail") throw new Error(message ?? "api error InternalFailure: an injected failure");
    if (effect === "hang") return this.#released;
    cut();
    // The caller is gone before the call ends, and what was not done by then is not done.
    await sleep(50);
    throw new Error("the connection was cut");
  }
}

/** The disturbances of an account, each for one call. */
export class Injections {
  readonly #waiting: { injection: Injection; left: number }[] = [];

  add(request: InjectionRequest): Injection {
    const injection = new Injection(request);
    this.#waiting.push({ injection, left: request.nth ?? 1 });
    return injection;
  }

  take(call: StandInCall): Injection | undefined {
    const fitting = this.#waiting.filter(({ injection: { request } }) => {
      const { operation, type, name = call.name } = request;
      return operation === call.operation && type === call.type && name === call.name;
    });
    for (const waiting of fitting) waiting.left -= 1;
    const due = fitting.find(({ left }) => left === 0);
    if (due === undefined) return undefined;
    this.#waiting.splice(this.#waiting.indexOf(due), 1);
    return due.injection;
  }
}
