import type { ServicePlan } from "./stack-plan.ts";
import type { StackResources } from "./stack-resources.ts";
import { planTask, type TaskInputs, taskDefinitionType } from "./task-plan.ts";

interface ServiceInputs {
  desiredCount: number;
  taskDefinition: string;
  capacityProviderStrategies: { capacityProvider: string }[];
  serviceConnectConfiguration: { services?: { clientAlias?: ClientAlias | ClientAlias[] }[] };
}
interface ClientAlias {
  dnsName?: string;
  port: number;
}
/** What runs: every ECS service with its task definition. */
export function planServices(resources: StackResources): ServicePlan[] {
  return resources.ofType<ServiceInputs>("aws:ecs/service:Service").map(({ name, inputs, outputs }) => {
    const task = resources.find<TaskInputs>(taskDefinitionType, inputs.taskDefinition)?.inputs;
    const address = addressOf(inputs);
    return {
      ...planTask(name, task, inputs.capacityProviderStrategies),
      tasks: taskRange(resources, name, inputs.desiredCount ?? 1, outputs),
      ...(address !== undefined && { address }),
    };
  });
}

function taskRange(
  resources: StackResources,
  name: string,
  desiredCount: number,
  outputs: Record<string, unknown>,
): { min: number; max: number } {
  const serviceName = String(outputs.name ?? name);
  const target = resources
    .ofType<{ resourceId: string; minCapacity: number; maxCapacity: number }>(
      "aws:appautoscaling/target:Target",
    )
    .find(({ inputs }) => inputs.resourceId?.split("/").at(-1) === serviceName)?.inputs;
  return { min: target?.minCapacity ?? desiredCount, max: target?.maxCapacity ?? desiredCount };
}

function addressOf(inputs: Partial<ServiceInputs>): string | undefined {
  const [alias] = [inputs.serviceConnectConfiguration?.services?.[0]?.clientAlias ?? []].flat();
  if (alias?.dnsName === undefined) return undefined;
  return `http://${alias.dnsName}${alias.port === 80 ? "" : `:${alias.port}`}`;
}
