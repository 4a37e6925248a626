import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * Fails the program when ECS runs another revision than the one deployed. After a circuit breaker's rollback the
 * service is steady, so that waiting for it alone would call the deployment a success.
 */
export function assertNotRolledBack(
  name: string,
  service: aws.ecs.Service,
  taskDefinition: aws.ecs.TaskDefinition,
): void {
  if (pulumi.runtime.isDryRun()) return;
  pulumi
    .all([service.taskDefinition, taskDefinition.arn, service.cluster, service.name])
    .apply(([running, deployed, cluster, serviceName]) => {
      if (running === deployed) return;
      const error = new pulumi.RunError(
        `${name}: the new version did not become healthy and ECS rolled back to ${running ?? "nothing"}; see why with: ${events(cluster, serviceName)}, then: pulumi up`,
      );
      // The program has ended by then, and Pulumi shows the stack of what is thrown after that, even of a RunError.
      error.stack = error.message;
      throw error;
    });
}

/**
 * Says what to type when the provider itself calls a deployment failed: that of a new service, which ECS cannot roll back,
 * among them. The provider's own words stay as they are.
 */
export function failedDeploymentHooks(name: string): pulumi.ResourceHookBinding {
  if (pulumi.runtime.isDryRun() || !pulumi.runtime.hasEngine()) return {};
  const hook = new pulumi.ErrorHook(`${name}-failed-deployment`, async ({ errors, newInputs, oldInputs }) => {
    if (newInputs !== undefined && errors.some((error) => error.includes("waiting for ECS Service"))) {
      const [what, next] =
        oldInputs === undefined
          ? ["the first version did not become healthy, and ECS has no other to go back to", "pulumi up"]
          : ["the new version did not become healthy in time, or ECS took it back", "pulumi up --refresh"];
      await pulumi.log.error(
        `${name}: ${what}; see why with: ${events(newInputs.cluster, newInputs.name)}, then: ${next}`,
      );
    }
    return false;
  });
  return { onError: [hook] };
}

function events(cluster: string, serviceName: string): string {
  return `aws ecs describe-services --cluster ${cluster} --services ${serviceName} --query 'services[].events[:10].message'`;
}
