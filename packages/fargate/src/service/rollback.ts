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
      const why = `aws ecs describe-services --cluster ${cluster} --services ${serviceName} --query 'services[].events[:10].message'`;
      const error = new pulumi.RunError(
        `${name}: the new version did not become healthy and ECS rolled back to ${running ?? "nothing"}; see why with: ${why}, then: pulumi up`,
      );
      // The program has ended by then, and Pulumi shows the stack of what is thrown after that, even of a RunError.
      error.stack = error.message;
      throw error;
    });
}
