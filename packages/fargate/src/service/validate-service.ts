import type { ProgramContext } from "../config/program-context.ts";
import { defaults } from "../defaults.ts";
import { checkAlarms } from "../observability/alarms-args.ts";
import type { Containers } from "../task/container.ts";
import { checkServingContainer, checkTask } from "../task/validate-task.ts";
import { checkName } from "../validation/names.ts";
import type { Problem } from "../validation/problem.ts";
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
  }
  problems.addAll(checkConnect(connect));
  if (isConnectServer(connect)) {
    checkServingContainer("connect.container", connect.container, args.containers, problems);
    problems.addAll(checkProxyPort(args.containers));
  }
  problems.addAll(checkAlarms(args.alarms, route !== undefined));
  problems.addAll(checkExec(args.exec, args.containers));
}

/** The Service Connect proxy listens at the address that the containers share. */
function checkProxyPort(containers: Containers): Problem[] {
  const { ingressPort } = defaults.connect;
  return Object.entries(containers)
    .filter(([, { port }]) => port === ingressPort)
    .map(([name]) => ({
      propertyPath: `containers.${name}.port`,
      reason: `must not be ${ingressPort} in a service that others reach by connect, since its proxy listens there, got ${ingressPort}; choose another`,
    }));
}

function checkNumbers(name: string, args: FargateServiceArgs, problems: Problems): void {
  const seconds = (max: number) => ({ min: 0, max, unit: "seconds" });
  const { scaling, route, deregistrationDelaySeconds } = args;
  problems.addAll(checkScaling(scaling, route !== undefined));
  problems.addAll(checkGracePeriod(args));
  problems.addAll(checkInteger("deregistrationDelaySeconds", deregistrationDelaySeconds, seconds(3600)));
  const scaledByRequests = isAutoscaling(scaling) && scaling.requestsPerTarget !== undefined;
  problems.addAll(
    checkDeployment(args.deployment, { name, route, deregistrationDelaySeconds, scaledByRequests }),
  );
}
