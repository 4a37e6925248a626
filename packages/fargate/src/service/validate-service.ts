import type { ProgramContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import { resolveContainers } from "../task/container.ts";
import { checkServingContainer, checkTask } from "../task/validate-task.ts";
import { checkName } from "../validation/names.ts";
import { Problems } from "../validation/problems.ts";
import { checkInteger } from "../validation/ranges.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";
import { checkRoute } from "./route.ts";
import { checkScaling } from "./scaling.ts";
import { checkGracePeriod } from "./start-time.ts";

/** Throws one error that lists every mistake in a service's arguments; returns when there is none. */
export function validateService(name: string, args: FargateServiceArgs, context: ProgramContext): void {
  const problems = new Problems();
  problems.addAll(checkName(name));
  const connected = args.connect !== undefined && args.connect !== false;
  checkTask(args, connected, context, problems);
  checkReferences(args, problems);
  checkNumbers(args, problems);
  problems.throwIfAny(`FargateService ${name}`);
}

function checkReferences(args: FargateServiceArgs, problems: Problems): void {
  if (args.route !== undefined) {
    problems.addAll(checkRoute(args.route), "route");
    checkServingContainer("route.container", args.route.container, args.containers, problems);
    const containers = resolveContainers(args.containers, args.before);
    problems.addAll(checkGracePeriod(args.healthCheckGracePeriodSeconds, containers, args.route.container));
  }
  if (typeof args.connect !== "object") return;
  checkServingContainer("connect.container", args.connect.container, args.containers, problems);
  problems.addAll(checkName(args.connect.as, "connect.as"));
}

function checkNumbers(args: FargateServiceArgs, problems: Problems): void {
  const seconds = (max: number) => ({ min: 0, max, unit: "seconds" });
  problems.addAll(checkScaling(args.scaling, args.route !== undefined));
  problems.addAll(
    checkInteger("healthCheckGracePeriodSeconds", args.healthCheckGracePeriodSeconds, seconds(2147483647)),
  );
  problems.addAll(checkInteger("deregistrationDelaySeconds", args.deregistrationDelaySeconds, seconds(3600)));
  const { minimumHealthyPercent, maximumPercent } = args.deployment ?? {};
  problems.addAll(
    checkInteger("deployment.minimumHealthyPercent", minimumHealthyPercent, { min: 0, max: 100 }),
  );
  problems.addAll(checkInteger("deployment.maximumPercent", maximumPercent, { min: 100, max: 200 }));
  const minimum = minimumHealthyPercent ?? defaults.service.minimumHealthyPercent;
  if (minimum === 100 && maximumPercent === 100) {
    const reason =
      "must be above 100 when minimumHealthyPercent is 100, got 100; ECS could neither stop nor start a task";
    problems.add("deployment.maximumPercent", reason);
  }
}
