import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../platform/read-platform.ts";
import { isParameter } from "../secret/secret-reference.ts";
import type { Containers } from "./container.ts";
import { isOnDockerHub, parseEcrAddress } from "./image-source.ts";

/** The two roles of a task. */
export interface TaskRoles {
  /** What ECS may do to start the task: read its secrets, write its logs. */
  executionRole: aws.iam.Role;
  executionPolicy: aws.iam.RolePolicy;
  /** What the containers themselves may do; nothing until you attach a policy. */
  taskRole: aws.iam.Role;
}

/**
 * Creates the roles of a task. The execution role gets statements on exactly the log groups, secrets and ECR
 * repositories of the task, Docker Hub's login among them where an image comes from there.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function createTaskRoles(
  name: string,
  containers: Containers,
  logGroups: readonly aws.cloudwatch.LogGroup[],
  platform: Pick<Platform, "registryCredentialsArn" | "imageCache">,
  images: pulumi.Output<Record<string, string>>,
  parent: pulumi.Resource,
): TaskRoles {
  const assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "ecs-tasks.amazonaws.com" });
  const executionRole = new aws.iam.Role(
    `${name}-execution`,
    { assumeRolePolicy, description: `Starts the tasks of ${name}: reads their secrets, writes their logs` },
    { parent },
  );
  const executionPolicy = new aws.iam.RolePolicy(
    `${name}-execution`,
    {
      role: executionRole.id,
      policy: executionPolicyDocument(containers, logGroups, platform, images),
    },
    { parent },
  );
  const taskRole = new aws.iam.Role(
    `${name}-task`,
    { assumeRolePolicy, description: `What the containers of ${name} may do in AWS` },
    { parent },
  );
  return { executionRole, executionPolicy, taskRole };
}

function executionPolicyDocument(
  containers: Containers,
  logGroups: readonly aws.cloudwatch.LogGroup[],
  { registryCredentialsArn, imageCache }: Pick<Platform, "registryCredentialsArn" | "imageCache">,
  pulled: pulumi.Output<Record<string, string>>,
): pulumi.Output<string> {
  const secretArns = Object.values(containers).flatMap(({ secrets = {} }) =>
    Object.values(secrets).map(({ arn }) => pulumi.output(arn)),
  );
  return pulumi
    .all([
      pulumi.all(secretArns),
      registryCredentialsArn,
      pulumi.all(logGroups.map((group) => group.arn)),
      pulled,
      imageCache,
    ])
    .apply(([secrets, login, groups, addresses, cache]) => {
      const images = Object.values(addresses);
      const readable = images.some(isOnDockerHub) ? [...secrets, login] : secrets;
      const arns = [...new Set(readable.filter((arn) => arn !== ""))].sort();
      const statements = [
        ...allow(
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          groups.map((arn) => `${arn}:*`),
        ),
        ...allow(
          ["secretsmanager:GetSecretValue"],
          arns.filter((arn) => !isParameter(arn)),
        ),
        ...allow(["ssm:GetParameters"], arns.filter(isParameter)),
        ...pullFromEcr(images, cache, partitionOf(groups)),
      ];
      return JSON.stringify({ Version: "2012-10-17", Statement: statements });
    });
}

/**
 * What pulling from ECR takes; from the cache of Docker Hub also what makes it fetch an image it does not have yet.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html#pull-through-cache-iam
 */
function pullFromEcr(images: readonly string[], cache: string, partition: string) {
  const arnsOf = (addresses: readonly string[]) => {
    const repositories = addresses.map(parseEcrAddress).filter((repository) => repository !== undefined);
    const arns = repositories.map(
      ({ account, region, repository }) =>
        `arn:${partition}:ecr:${region}:${account}:repository/${repository}`,
    );
    return [...new Set(arns)].sort();
  };
  const all = arnsOf(images);
  const cached = arnsOf(images.filter((address) => cache !== "" && address.startsWith(`${cache}/`)));
  return [
    // AWS knows no resource for it: the token opens only what the other statements allow.
    ...allow(["ecr:GetAuthorizationToken"], all.length > 0 ? ["*"] : []),
    ...allow(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], all),
    ...allow(["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"], cached),
  ];
}

function partitionOf([logGroupArn = "arn:aws"]: readonly string[]): string {
  return logGroupArn.split(":")[1] ?? "aws";
}

function allow(actions: string[], resources: string[]) {
  return resources.length === 0 ? [] : [{ Effect: "Allow", Action: actions, Resource: resources }];
}
