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
    .all([service.taskDefinition, taskDefinition.arn, service.cluster])
    .apply(([running, deployed, cluster]) => {
      if (running === deployed) return;
      throw new pulumi.RunError(
        `${name}: the new version did not become healthy and ECS rolled back to ${running ?? "nothing"}; ` +
          `see why its tasks stopped: aws ecs list-tasks --desired-status STOPPED --family ${deployed.split("/").at(-1)?.split(":")[0]} --cluster ${cluster}, then run up again`,
      );
    });
}
