import type { ClusterPlan, LoadBalancerPlan } from "./stack-plan.ts";
import type { StackResources } from "./stack-resources.ts";

/** Every ECS cluster. */
export function planClusters(resources: StackResources): ClusterPlan[] {
  const capacity = resources.ofType<{ clusterName: string; capacityProviders: string[] }>(
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  );
  return resources
    .ofType<{ settings: { name: string; value: string }[] }>("aws:ecs/cluster:Cluster")
    .map(({ name, inputs, outputs }) => ({
      name,
      containerInsights:
        inputs.settings?.find((setting) => setting.name === "containerInsights")?.value ?? "disabled",
      capacityProviders:
        capacity.find((entry) => entry.inputs.clusterName === outputs.name)?.inputs.capacityProviders ?? [],
    }));
}

interface ListenerInputs {
  loadBalancerArn: string;
  protocol: string;
  port: number;
  defaultActions: { type: string; redirect?: { protocol?: string } }[];
}

/** Every load balancer with its listeners and the names that lead to it. */
export function planLoadBalancers(resources: StackResources): LoadBalancerPlan[] {
  const listeners = resources.ofType<ListenerInputs>("aws:lb/listener:Listener");
  const records = resources.ofType<{ name: string; aliases: { name: string }[] }>(
    "aws:route53/record:Record",
  );
  return resources
    .ofType<{ internal: boolean; accessLogs: { enabled?: boolean } }>("aws:lb/loadBalancer:LoadBalancer")
    .map(({ name, inputs, outputs }) => ({
      name,
      internal: inputs.internal ?? false,
      listeners: listeners
        .filter((listener) => listener.inputs.loadBalancerArn === outputs.arn)
        .map((listener) => planListener(listener.inputs)),
      domains: records
        .filter((record) => record.inputs.aliases?.some((alias) => alias.name === outputs.dnsName))
        .map((record) => record.inputs.name ?? ""),
      accessLogs: inputs.accessLogs?.enabled ?? false,
    }));
}

function planListener({ protocol = "HTTP", port = 80, defaultActions }: Partial<ListenerInputs>) {
  const [action] = Array.isArray(defaultActions) ? defaultActions : [];
  const redirectsTo = action?.type === "redirect" ? action.redirect?.protocol : undefined;
  return { protocol, port, ...(redirectsTo !== undefined && { redirectsTo }) };
}
