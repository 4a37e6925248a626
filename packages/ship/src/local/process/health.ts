import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { HealthCheck, LocalHealth } from "../plan/local-plan.ts";

/** One answer of a health check: undefined when healthy, else what was wrong with it. */
export type Probe = (signal: AbortSignal) => Promise<string | undefined>;

const firstPauseMs = 50;
const longestPauseMs = 500;

/** Asks once: GET must answer 200 without a redirect, a command must exit with 0. */
export function containerProbe(
  check: HealthCheck,
  run: { cwd: string; environment: Record<string, string> },
): Probe {
  return check.kind === "http" ? httpProbe(check, "200") : commandProbe(check.command, run);
}

/** GET on a local port must answer a status of the matcher, as a target group's: `200`, `200,204` or `200-299`. */
export function httpProbe({ port, path }: { port: number; path: string }, matcher: string): Probe {
  return async (signal) => {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", signal });
      await answer.body?.cancel();
      return matchesStatus(matcher, answer.status) ? undefined : `status ${answer.status}`;
    } catch (error) {
      if (signal.aborted) return "no answer in time";
      const cause = error instanceof Error ? error.cause : undefined;
      return cause instanceof Error ? cause.message : String(error);
    }
  };
}

/** Names a check in messages: `GET http://127.0.0.1:8080/livez`. */
export function describeCheck(check: HealthCheck): string {
  return check.kind === "http" ? `GET http://127.0.0.1:${check.port}${check.path}` : check.command.join(" ");
}

/** Seconds that a container has to become healthy: its start period, then `retries` intervals. */
export function startLimitSeconds({
  startPeriodSeconds,
  intervalSeconds,
  retries,
  timeoutSeconds,
}: LocalHealth): number {
  return startPeriodSeconds + intervalSeconds * retries + timeoutSeconds;
}

/** Asks often until the first good answer; resolves with the last bad one when the time is up, else with undefined. */
export async function untilHealthy(
  probe: Probe,
  limits: { limitSeconds: number; timeoutSeconds: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadline = performance.now() + limits.limitSeconds * 1000;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const answer = await askOnce(probe, limits.timeoutSeconds, signal);
    if (answer === undefined || performance.now() > deadline) return answer;
    await setTimeout(pauseMs, undefined, { signal });
  }
}

/** Asks at the declared interval; resolves with the last answer after `retries` bad ones in a row. */
export async function untilUnhealthy(
  probe: Probe,
  health: LocalHealth,
  signal: AbortSignal,
): Promise<string> {
  for (let failures = 0, answer: string | undefined; ; ) {
    await setTimeout(health.intervalSeconds * 1000, undefined, { signal });
    answer = await askOnce(probe, health.timeoutSeconds, signal);
    failures = answer === undefined ? 0 : failures + 1;
    if (answer !== undefined && failures >= health.retries) return answer;
  }
}

async function askOnce(
  probe: Probe,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await probe(AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]));
  signal.throwIfAborted();
  return answer;
}

function commandProbe(command: string[], run: { cwd: string; environment: Record<string, string> }): Probe {
  const [program = "", ...args] = command;
  return (signal) =>
    new Promise((resolve) => {
      execFile(
        program,
        args,
        { cwd: run.cwd, env: run.environment, signal, killSignal: "SIGKILL" },
        (error) => {
          if (!error) resolve(undefined);
          else if (signal.aborted) resolve("no answer in time");
          else resolve(typeof error.code === "number" ? `exit code ${error.code}` : error.message);
        },
      );
    });
}

function matchesStatus(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [low = "", high = low] = part.split("-");
    return status >= Number(low) && status <= Number(high);
  });
}
