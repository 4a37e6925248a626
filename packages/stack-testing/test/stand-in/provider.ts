import { StandInAccount, type StandInResource } from "../../src/engine/stand-in/account.ts";
import { Operations, type Target } from "../../src/engine/stand-in/operations.ts";
import type { Properties } from "../../src/engine/stand-in/subject.ts";

/** Drives the stand-in as Pulumi's engine does, one resource at a time and without an engine. */
export class Provider {
  readonly account = new StandInAccount();
  readonly operations = new Operations(this.account);

  /** Checks and creates. */
  async create(type: string, name: string, inputs: Properties = {}): Promise<StandInResource> {
    const target = targetOf(type, name);
    const checked = this.operations.check(target, {}, inputs);
    if (checked.failures.length > 0) throw new Error(checked.failures.map(({ reason }) => reason).join());
    await this.operations.create(target, checked.inputs, 60);
    const created = this.account.resources(type).at(-1);
    if (created === undefined) throw new Error(`${type} ${name} must exist now`);
    return created;
  }

  update(resource: StandInResource, changes: Properties) {
    const inputs = { ...resource.state, ...changes };
    return this.operations.update(resource, resource, resource.state, inputs, 60);
  }

  delete(resource: StandInResource): void {
    this.operations.delete(resource, resource, 60);
  }
}

/** A resource of the sample stack. */
export function targetOf(type: string, name: string): Target {
  return { urn: `urn:pulumi:dev::shop::${type}::${name}`, type, name };
}

/** A VPC-less way to a service: cluster, load balancer, listener, target group, rule and task definition. */
export async function createService(provider: Provider, changes: Properties = {}) {
  const cluster = await provider.create("aws:ecs/cluster:Cluster", "cluster");
  const loadBalancer = await provider.create("aws:lb/loadBalancer:LoadBalancer", "lb", {
    securityGroups: ["sg-lb"],
  });
  const listener = await provider.create("aws:lb/listener:Listener", "http", {
    loadBalancerArn: loadBalancer.id,
    port: 80,
  });
  const targetGroup = await provider.create("aws:lb/targetGroup:TargetGroup", "shop", { port: 8080 });
  const rule = await provider.create("aws:lb/listenerRule:ListenerRule", "shop", {
    listenerArn: listener.id,
    priority: 100,
    actions: [{ type: "forward", targetGroupArn: targetGroup.id }],
  });
  const taskDefinition = await provider.create("aws:ecs/taskDefinition:TaskDefinition", "shop", task());
  const service = await provider.create("aws:ecs/service:Service", "shop", {
    cluster: cluster.id,
    taskDefinition: taskDefinition.state.arn,
    loadBalancers: [{ targetGroupArn: targetGroup.id, containerName: "app", containerPort: 8080 }],
    deploymentCircuitBreaker: { enable: true, rollback: true },
    waitForSteadyState: true,
    forceNewDeployment: true,
    ...changes,
  });
  return { cluster, loadBalancer, listener, targetGroup, rule, taskDefinition, service };
}

/** Inputs of a task definition that Fargate takes. */
export function task(changes: Properties = {}): Properties {
  return {
    family: "shop-dev",
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    containerDefinitions: JSON.stringify([
      { name: "app", image: "shop", portMappings: [{ containerPort: 8080 }] },
    ]),
    ...changes,
  };
}
