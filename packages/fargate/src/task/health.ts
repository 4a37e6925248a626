import { defaults } from "../defaults.ts";
import { checkOneOf } from "../validation/choices.ts";
import type { Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";

/** How ECS finds out whether a container works. Dockerfile HEALTHCHECK is ignored by ECS. */
export type Health = HealthTiming & (HttpHealth | CommandHealth);

/** GET on 127.0.0.1 must answer 200 (with `wget` and `curl` any 2xx). */
export interface HttpHealth {
  /** Path, for example `/livez`. */
  http: string;
  /** Port it asks, 1 to 65535. @default the container's `port` */
  port?: number;
  /**
   * The program of the image that asks: `bash` by its own /dev/tcp (in Debian's images, not in Alpine's; 3 ms of CPU),
   * `wget` (in Alpine's images as BusyBox's), `curl` (in few) or `node` (in every Node image; 100 ms of CPU, which every
   * 5 s is 8 % of a quarter vCPU).
   * @default "bash"
   */
  client?: HttpHealthClient;
}

/** What asks in an HTTP check. */
export type HttpHealthClient = "bash" | "node" | "wget" | "curl";

/** A command of the image that must exit with 0. */
export interface CommandHealth {
  /** Program and arguments, run without a shell. */
  command: string[];
}

/** How often ECS asks and when it gives up. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
export interface HealthTiming {
  /** Seconds between two checks, 5 to 300. @default 5 */
  intervalSeconds?: number;
  /** Seconds that one check may take, 2 to 60, less than the interval. @default 3 */
  timeoutSeconds?: number;
  /** Failures in a row that make the container unhealthy, 1 to 10. @default 3 */
  retries?: number;
  /** Failures in so many seconds after the start do not count, 0 to 300. @default 30 */
  startPeriodSeconds?: number;
}

/** A health command read back from a container definition. */
export type ParsedHealth =
  | { kind: "http"; port: number; path: string }
  | { kind: "command"; command: string[] };

/** The container definition's `healthCheck`, with all its numbers. */
export interface HealthCheckDefinition {
  command: string[];
  interval: number;
  timeout: number;
  retries: number;
  startPeriod: number;
}

/** @param seconds How long the program itself waits for the answer. */
type RenderHttp = (port: number, path: string, seconds: number) => string[];

const httpCommands: Record<HttpHealthClient, RenderHttp> = {
  // bash opens the connection itself, so that the image needs no HTTP client.
  bash: (port, path, seconds) => [
    "bash",
    "-c",
    `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t ${seconds} _ s _ <&3 && [ "$s" = 200 ]`,
  ],
  // Docker's time-out ends it: fetch has none of its own.
  node: (port, path) => [
    "node",
    "-e",
    `fetch("${urlOf(port, path)}").then(({ status }) => process.exit(status === 200 ? 0 : 1), () => process.exit(1))`,
  ],
  wget: (port, path, seconds) => ["wget", "-q", "-T", `${seconds}`, "-O", "/dev/null", urlOf(port, path)],
  curl: (port, path, seconds) => ["curl", "-fsS", "-m", `${seconds}`, "-o", "/dev/null", urlOf(port, path)],
};

const urlOf = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;

const httpPattern = /127\.0\.0\.1[:/](?<port>\d+)(?: && printf 'GET )?(?<path>\/[^\s"]*)/;
const secondsPattern = / -[tTm] (?<seconds>\d+) /;

function isRendered(command: readonly string[], port: number, path: string): boolean {
  const seconds = Number(secondsPattern.exec(command.join(" "))?.groups?.seconds ?? 0);
  const rendered = Object.values(httpCommands).map((render) => JSON.stringify(render(port, path, seconds)));
  return rendered.includes(JSON.stringify(command));
}

const safePath = /^\/[A-Za-z0-9._~/?=&-]*$/;

/** Renders a health check as ECS takes it. */
export function healthCheck(health: Health, containerPort: number | undefined): HealthCheckDefinition {
  const timing = timingOf(health);
  if (!("http" in health)) return { command: ["CMD", ...health.command], ...timing };
  const render = httpCommands[health.client ?? "bash"];
  // The program gives up a second before Docker does, which would have to kill it.
  const command = ["CMD", ...render(health.port ?? containerPort ?? 0, health.http, timing.timeout - 1)];
  return { command, ...timing };
}

function timingOf(health: HealthTiming): Omit<HealthCheckDefinition, "command"> {
  const timing = defaults.containerHealth;
  return {
    interval: health.intervalSeconds ?? timing.intervalSeconds,
    timeout: health.timeoutSeconds ?? timing.timeoutSeconds,
    retries: health.retries ?? timing.retries,
    startPeriod: health.startPeriodSeconds ?? timing.startPeriodSeconds,
  };
}

/** Reads a container definition's health command back; the inverse of how `healthCheck` renders it. */
export function parseHealthCommand(command: readonly string[]): ParsedHealth {
  const [kind, ...rest] = command;
  if (kind === "CMD-SHELL") return { kind: "command", command: ["/bin/sh", "-c", ...rest] };
  const http = httpPattern.exec(rest.join(" "))?.groups;
  if (http?.port !== undefined && http.path !== undefined && isRendered(rest, Number(http.port), http.path)) {
    return { kind: "http", port: Number(http.port), path: http.path };
  }
  return { kind: "command", command: rest };
}

/** Checks a container's health: a path, a port to ask and AWS's ranges. */
export function checkHealth(health: Health, containerPort: number | undefined): Problem[] {
  const problems: Problem[] = [
    ...checkInteger("intervalSeconds", health.intervalSeconds, { min: 5, max: 300, unit: "seconds" }),
    ...checkInteger("timeoutSeconds", health.timeoutSeconds, { min: 2, max: 60, unit: "seconds" }),
    ...checkInteger("retries", health.retries, { min: 1, max: 10 }),
    ...checkInteger("startPeriodSeconds", health.startPeriodSeconds, { min: 0, max: 300, unit: "seconds" }),
  ];
  const { interval, timeout } = timingOf(health);
  if (problems.length === 0 && timeout >= interval) {
    const reason = `must be less than intervalSeconds (${interval}), got ${timeout}; raise the interval or lower the time-out`;
    problems.push({ propertyPath: "timeoutSeconds", reason });
  }
  if ("http" in health) problems.push(...checkHttp(health, containerPort));
  else if (health.command.length === 0) {
    problems.push({ propertyPath: "command", reason: "must name a program of the image, got nothing" });
  }
  return problems;
}

function checkHttp(health: HttpHealth, containerPort: number | undefined): Problem[] {
  const problems = checkInteger("port", health.port, { min: 1, max: 65535 });
  problems.push(...checkOneOf("client", health.client ?? "bash", Object.keys(httpCommands)));
  if (!safePath.test(health.http)) {
    const reason = `must be a path such as "/livez", of letters, digits and ._~/?=&-, got ${JSON.stringify(health.http)}`;
    problems.push({ propertyPath: "http", reason });
  }
  if (health.port === undefined && containerPort === undefined) {
    problems.push({
      propertyPath: "http",
      reason: "needs a port to ask; give the container a port or the check its own",
    });
  }
  return problems;
}
