import type { ProgramContext } from "../config/program-context.ts";
import { checkAlarms } from "../observability/alarms-args.ts";
import { resolveContainers } from "../task/container.ts";
import { checkServingContainer, checkTask } from "../task/validate-task.ts";
import { checkName } from "../validation/names.ts";
import { Problems } from "../validation/problems.ts";
import { checkInteger } from "../validation/ranges.ts";
import { checkConnect, isConnectServer } from "./connect.ts";
import { checkDeployment } from "./deployment.ts";
import { checkExec } from "./exec.ts";
import type { FargateServiceArgs } from "./fargate-service-args.ts";
import { checkRoute } from "./route.ts";
import { checkScaling, isAutoscaling } from "./scaling.ts";
import { checkGracePeriod } from "./start-time.ts";

/** Throws one error that lists every mistake in a service's arguments; returns when there is none. */
export function validateService(name: string, args: FargateServiceArgs, context: ProgramContext): void {
  const problems = new Problems();
  problems.addAll(checkName(name));
  const connected = args.connect !== undefined && args.connect !== false;
  checkTask(args, connected, context, problems);
  checkReferences(args, problems);
  checkNumbers(name, args, problems);
  problems.throwIfAny(`FargateService ${name}`);
}

function checkReferences(args: FargateServiceArgs, problems: Problems): void {
  const { route, connect } = args;
  if (route !== undefined) {
    problems.addAll(checkRoute(route), "route");
    checkServingContainer("route.container", route.container, args.containers, problems);
    const containers = resolveContainers(args.containers, args.before);
    problems.addAll(checkGracePeriod(args.healthCheckGracePeriodSeconds, containers, route.container));
  }
  problems.addAll(checkConnect(connect));
  if (isConnectServer(connect)) {
    checkServingContainer("connect.container", connect.container, args.containers, problems);
  }
  problems.addAll(checkAlarms(args.alarms, route !== undefined));
  problems.addAll(checkExec(args.exec, args.containers));
}

function checkNumbers(name: string, args: FargateServiceArgs, problems: Problems): void {
  const seconds = (max: number) => ({ min: 0, max, unit: "seconds" });
  const { scaling, route, deregistrationDelaySeconds } = args;
  problems.addAll(checkScaling(scaling, route !== undefined));
  problems.addAll(
    checkInteger("healthCheckGracePeriodSeconds", args.healthCheckGracePeriodSeconds, seconds(2147483647)),
  );
  problems.addAll(checkInteger("deregistrationDelaySeconds", deregistrationDelaySeconds, seconds(3600)));
  const scaledByRequests = isAutoscaling(scaling) && scaling.requestsPerTarget !== undefined;
  problems.addAll(
    checkDeployment(args.deployment, { name, route, deregistrationDelaySeconds, scaledByRequests }),
  );
}
