import { defaults } from "../defaults.ts";
import { checkOneOf } from "../validation/choices.ts";
import { longestName } from "../validation/names.ts";
import { got, listed, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";
import type { RouteArgs } from "./route.ts";
import { checkTest } from "./shift-rules.ts";

/** How a new version takes the place of the old one. */
export type DeploymentArgs = RollingDeployment | BlueGreenDeployment | CanaryDeployment | LinearDeployment;

/** What every deployment has. */
export interface DeploymentLimits {
  /**
   * Whether an alarm of the service that goes off ends the deployment and takes it back.
   * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
   * @default true
   */
  rollBackOnAlarms?: boolean;
  /**
   * How long `pulumi up` waits for a steady state before it fails, 1 to 1440 minutes.
   * @default what the deployment takes on purpose (moving, baking, deregistering), and 15 minutes
   */
  timeoutMinutes?: number;
}

/**
 * Starts new tasks beside the old ones and stops these as the new ones become healthy.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export interface RollingDeployment extends DeploymentLimits {
  /**
   * The strategy that needs nothing else. From it to another one, or back, a `route.priority` must change in the same
   * deployment, to a lesser one on the way from rolling: the rules of both stand side by side for a while.
   * @default "rolling"
   */
  strategy?: "rolling";
  /** Part of the tasks that stays healthy during a deployment, 0 to 100. @default 100 */
  minimumHealthyPercent?: number;
  /** Old and new tasks together at the most, 100 to 200. @default 200 */
  maximumPercent?: number;
}

/** What the strategies have in common that run both versions in full and move the requests. */
export interface ShiftingDeployment extends DeploymentLimits {
  /** How long the old version stays ready after the last request has moved, 0 to 1440 minutes. @default 5 */
  bakeTimeMinutes?: number;
  /** Requests that reach the new version before anybody else's do. @default none */
  test?: TestRequests;
}

/**
 * Starts all new tasks, then moves all requests at once.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
 */
export interface BlueGreenDeployment extends ShiftingDeployment {
  strategy: "blueGreen";
}

/**
 * Moves a part of the requests, waits, then moves the rest.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/canary-deployment.html
 */
export interface CanaryDeployment extends ShiftingDeployment {
  strategy: "canary";
  /** Part of the requests that moves first, 1 to 99. @default 10 */
  canaryPercent?: number;
  /** How long the rest waits, 0 to 1440 minutes. @default 5 */
  canaryBakeTimeMinutes?: number;
}

/**
 * Moves the requests in equal steps.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/linear-deployment.html
 */
export interface LinearDeployment extends ShiftingDeployment {
  strategy: "linear";
  /** Part of the requests that moves with each step, 3 to 99. @default 25 */
  stepPercent?: number;
  /** Time between two steps, 0 to 1440 minutes. @default 2 */
  stepBakeTimeMinutes?: number;
}

/** Requests that carry a header, on the same listener: whoever knows it sees the new version first. */
export interface TestRequests {
  /** Name of the header, 40 characters at the most, such as `X-Version`. */
  header: string;
  /** Its value, 128 characters at the most; `*` and `?` are wildcards. */
  value: string;
  /** Rule priority on the listener, 1 to 49999; it must be less than the route's. @default chosen from the route and the header */
  priority?: number;
}

const limits = ["strategy", "rollBackOnAlarms", "timeoutMinutes"];
const shifting = [...limits, "bakeTimeMinutes", "test"];
const keysOf: Record<string, string[]> = {
  rolling: [...limits, "minimumHealthyPercent", "maximumPercent"],
  blueGreen: shifting,
  canary: [...shifting, "canaryPercent", "canaryBakeTimeMinutes"],
  linear: [...shifting, "stepPercent", "stepBakeTimeMinutes"],
};
const mostMinutes = 1440;
/** `-alt` of the second target group. */
const longestShiftedName = longestName - 4;

/** Whether requests move between two target groups. */
export function isShifting(
  deployment: DeploymentArgs | undefined,
): deployment is BlueGreenDeployment | CanaryDeployment | LinearDeployment {
  return ["blueGreen", "canary", "linear"].includes(deployment?.strategy ?? "rolling");
}

/** How long `pulumi up` waits for a steady state: what the deployment takes on purpose counts on top. */
export function deploymentTimeoutMinutes(
  deployment: DeploymentArgs = {},
  deregistrationDelaySeconds?: number,
): number {
  const { deploymentTimeoutMinutes: usual } = defaults.service;
  return deployment.timeoutMinutes ?? usual + minutesOnPurpose(deployment, deregistrationDelaySeconds);
}

/** Whole minutes that a deployment takes although nothing goes wrong. */
function minutesOnPurpose(
  deployment: DeploymentArgs,
  deregistrationDelaySeconds: number = defaults.service.deregistrationDelaySeconds,
): number {
  return shiftMinutes(deployment) + Math.floor(deregistrationDelaySeconds / 60);
}

function shiftMinutes(deployment: DeploymentArgs): number {
  if (!isShifting(deployment)) return 0;
  const shift = resolveShift(deployment);
  const steps = shift.stepPercent === undefined ? 0 : Math.ceil(100 / shift.stepPercent) - 1;
  return (
    shift.bakeTimeMinutes + (shift.canaryBakeTimeMinutes ?? 0) + steps * (shift.stepBakeTimeMinutes ?? 0)
  );
}

/** A shifting strategy with its defaults filled in. */
export function resolveShift(deployment: BlueGreenDeployment | CanaryDeployment | LinearDeployment) {
  const { strategy } = deployment;
  const usual = defaults.deployment;
  return {
    bakeTimeMinutes: deployment.bakeTimeMinutes ?? usual.bakeTimeMinutes,
    ...(strategy === "canary" && {
      canaryPercent: deployment.canaryPercent ?? usual.canaryPercent,
      canaryBakeTimeMinutes: deployment.canaryBakeTimeMinutes ?? usual.canaryBakeTimeMinutes,
    }),
    ...(strategy === "linear" && {
      stepPercent: deployment.stepPercent ?? usual.stepPercent,
      stepBakeTimeMinutes: deployment.stepBakeTimeMinutes ?? usual.stepBakeTimeMinutes,
    }),
  };
}

/** What a deployment is checked against. */
export interface DeployedService {
  name: string;
  route?: RouteArgs;
  deregistrationDelaySeconds?: number;
  /** Whether autoscaling goes by the requests of one target group. */
  scaledByRequests: boolean;
}

/**
 * Checks a deployment and that the service has what its strategy needs. Names are checked too, since stack files hold them
 * where no type checker looks.
 */
export function checkDeployment(deployment: DeploymentArgs = {}, service: DeployedService): Problem[] {
  const { strategy = "rolling" } = deployment;
  const unheardOf = checkOneOf("deployment.strategy", strategy, Object.keys(keysOf));
  if (unheardOf.length > 0) return unheardOf;
  const known = keysOf[strategy] ?? [];
  const given = Object.entries(deployment).filter(([, value]) => value !== undefined);
  const unknown = given.filter(([key]) => !known.includes(key));
  return [
    ...unknown.map(([key, value]) => ({
      propertyPath: `deployment.${key}`,
      reason: `must be left out with strategy ${JSON.stringify(strategy)}, got ${got(value)}; it knows ${listed(known, "and")}`,
    })),
    ...checkNumbers(Object.fromEntries(given)),
    ...checkTimeout(deployment, service),
    ...(isShifting(deployment) ? checkShift(deployment, service) : checkPercentages(deployment)),
  ];
}

function checkNumbers(deployment: Record<string, unknown>): Problem[] {
  const minutes = { min: 0, max: mostMinutes, unit: "minutes" };
  const ranges = {
    timeoutMinutes: { ...minutes, min: 1 },
    minimumHealthyPercent: { min: 0, max: 100 },
    maximumPercent: { min: 100, max: 200 },
    bakeTimeMinutes: minutes,
    canaryPercent: { min: 1, max: 99 },
    canaryBakeTimeMinutes: minutes,
    stepPercent: { min: 3, max: 99 },
    stepBakeTimeMinutes: minutes,
  };
  return Object.entries(ranges).flatMap(([key, range]) =>
    checkInteger(`deployment.${key}`, deployment[key] as number | undefined, range),
  );
}

function checkTimeout(
  { timeoutMinutes, ...deployment }: DeploymentArgs,
  { deregistrationDelaySeconds }: DeployedService,
): Problem[] {
  const needed = minutesOnPurpose(deployment, deregistrationDelaySeconds);
  if (timeoutMinutes === undefined || timeoutMinutes > needed) return [];
  const reason = `must be more than the ${needed} minutes that moving, baking and deregistering take, got ${got(timeoutMinutes)}; raise it or leave it out`;
  return [{ propertyPath: "deployment.timeoutMinutes", reason }];
}

function checkPercentages({ minimumHealthyPercent, maximumPercent }: RollingDeployment): Problem[] {
  const minimum = minimumHealthyPercent ?? defaults.service.minimumHealthyPercent;
  if (minimum !== 100 || maximumPercent !== 100) return [];
  const reason =
    "must be above 100 when minimumHealthyPercent is 100, got 100; ECS could neither stop nor start a task";
  return [{ propertyPath: "deployment.maximumPercent", reason }];
}

function checkShift(
  deployment: BlueGreenDeployment | CanaryDeployment | LinearDeployment,
  { name, route, scaledByRequests }: DeployedService,
): Problem[] {
  const problems: Problem[] = [];
  const { strategy, test } = deployment;
  const quoted = JSON.stringify(strategy);
  if (route === undefined) {
    const reason = `must be "rolling" without a route, since the load balancer moves the requests, got ${quoted}; add a route or leave deployment.strategy out`;
    problems.push({ propertyPath: "deployment.strategy", reason });
  }
  if (scaledByRequests) {
    const reason = `must be left out with strategy ${quoted}, whose two target groups take turns while AWS counts the requests of one; use cpuPercent`;
    problems.push({ propertyPath: "scaling.requestsPerTarget", reason });
  }
  if (name.length > longestShiftedName) {
    const reason = `must have ${longestShiftedName} characters at the most with strategy ${quoted}, whose second target group is <name>-alt, got ${got(name)} (${name.length} characters)`;
    problems.push({ propertyPath: "name", reason });
  }
  if (test !== undefined && route !== undefined) problems.push(...checkTest(name, route, test));
  return problems;
}
