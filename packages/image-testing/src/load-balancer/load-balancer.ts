import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../task/task-plan.ts";
import { RegisteredTarget } from "./target.ts";

/** The ALB's own idle timeout. */
const idleSeconds = 60;
/** How long some of its machines still send to a target that was deregistered: they learn of it one by one. */
const propagationMilliseconds = 1000;

/** The header in which this load balancer says whose answer it passes on; its own have none. */
export const targetHeader = "x-target";

/**
 * A load balancer that does what an Application Load Balancer does to one target group: health checks, round robin over
 * kept connections, deregistration, X-Forwarded-*; it never sends a request twice.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
 */
export class LoadBalancer {
  readonly #settings: Target;
  readonly #server: Server;
  readonly #targets = new Map<string, RegisteredTarget>();
  readonly #takenOut = new Map<string, number>();
  #turn = 0;

  private constructor(settings: Target) {
    this.#settings = settings;
    this.#server = createServer(
      { keepAliveTimeout: idleSeconds * 1000, requestTimeout: 0 },
      (incoming, outgoing) => this.#pass(incoming, outgoing),
    );
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(settings: Target): Promise<LoadBalancer> {
    const balancer = new LoadBalancer(settings);
    await new Promise<void>((resolve) => balancer.#server.listen(0, "127.0.0.1", resolve));
    return balancer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Begins to check a target; it gets requests from its first passing check on. */
  register(address: string, port = this.#settings.containerPort): RegisteredTarget {
    const target = new RegisteredTarget(address, port, this.#settings.healthCheck, idleSeconds);
    this.#targets.set(`${address}:${port}`, target);
    return target;
  }

  /** Takes a target out; resolves when its deregistration delay is over and what still ran is cut off. */
  async deregister(address: string, port = this.#settings.containerPort): Promise<void> {
    const key = `${address}:${port}`;
    const target = this.#targets.get(key);
    if (!target) return;
    const delay = sleep(this.#settings.deregistrationDelay * 1000, undefined, { ref: false });
    await sleep(propagationMilliseconds);
    target.drain();
    this.#takenOut.set(address, target.unusedSince ?? Date.now());
    await delay;
    target.close();
    if (this.#targets.get(key) === target) this.#targets.delete(key);
  }

  /** When a deregistered target has stopped to get requests, in milliseconds. */
  takenOutAt(address: string): number | undefined {
    return this.#takenOut.get(address);
  }

  async stop(): Promise<void> {
    for (const target of this.#targets.values()) target.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The next healthy target; where all are unhealthy, any of them. */
  #next(): RegisteredTarget | undefined {
    const targets = [...this.#targets.values()];
    const healthy = targets.filter(({ state }) => state === "healthy");
    const usable = healthy.length > 0 ? healthy : targets.filter(({ state }) => state === "unhealthy");
    this.#turn += 1;
    return usable[this.#turn % usable.length];
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const target = this.#next();
    if (!target) {
      outgoing.writeHead(503).end();
      return;
    }
    target.requests += 1;
    const { address: host, port, agent } = target;
    const { method, url: path } = incoming;
    const passed = request({ host, port, method, path, agent, headers: forwarded(incoming) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, [...answer.rawHeaders, targetHeader, host]);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    passed.setTimeout(idleSeconds * 1000, () => {
      fail(outgoing, 504);
      passed.destroy();
    });
    passed.on("error", () => fail(outgoing, 502));
    incoming.on("error", () => passed.destroy());
    incoming.pipe(passed);
  }
}

function fail(outgoing: ServerResponse, status: number): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(status).end();
}

/** The request's own headers; its X-Forwarded-For is kept, with the caller's address at the end. */
function forwarded({ headers, socket }: IncomingMessage): Record<string, string | string[] | undefined> {
  const claimed = headers["x-forwarded-for"];
  const { connection: _, "keep-alive": __, ...kept } = headers;
  return {
    ...kept,
    "x-forwarded-for": [claimed, socket.remoteAddress].filter(Boolean).join(", "),
    "x-forwarded-proto": "http",
    "x-forwarded-port": "80",
  };
}
