import { describeLogin } from "../registry/authentication.ts";
import { isDockerHub } from "../registry/image-reference.ts";
import type { PullLimit } from "../registry/pull-limit.ts";
import type { TaskLogin } from "../registry/task-login.ts";
import type { Finding, PreflightTask, PullReport } from "./preflight-task.ts";

/** Docker Hub's remaining pulls beside what deployments of all tasks take. */
export function reportPulls(
  limit: PullLimit,
  login: TaskLogin,
  tasks: readonly PreflightTask[],
  imageCache: boolean,
): PullReport {
  const perTask = tasks.map(({ count, containers }) => ({ count, images: dockerHubImages(containers) }));
  // A cache fetches each image once, and has those that a rollback goes back to.
  const deployment = imageCache
    ? new Set(perTask.flatMap(({ images }) => [...images])).size
    : perTask.reduce((sum, { count, images }) => sum + count * images.size, 0);
  const name = describeLogin(login.credentials);
  return {
    ...limit,
    ...(name !== undefined && { login: name }),
    deployment,
    withRollback: imageCache ? deployment : 2 * deployment,
  };
}

/** Whether a deployment of everything, rolled back, could use up the pulls. Fargate keeps no images between tasks. */
export function checkPulls(pulls: PullReport, login: TaskLogin): Finding[] {
  const { remaining, limit, windowSeconds, deployment, withRollback } = pulls;
  if (remaining >= withRollback) return [];
  const counted = pulls.login ?? "this machine's address, while tasks are counted by theirs";
  const advice =
    login.credentials === undefined
      ? "set dockerHubUsername and dockerHubToken of stacks/platform, or wait"
      : "wait, deploy fewer services at a time, or set imageCache of stacks/platform";
  return [
    {
      level: login.isTasks && remaining < deployment ? "error" : "warning",
      message: `Docker Hub must let ${deployment} images be pulled for a deployment of all services and ${withRollback} with a rollback, got ${remaining} left of ${limit} in ${describeWindow(windowSeconds)} for ${counted}; ${advice}`,
    },
  ];
}

/** `6 h` */
export function describeWindow(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${Math.ceil(seconds / 60)} min`;
}

/** Containers of one image pull it once in a task. */
function dockerHubImages(containers: PreflightTask["containers"]): Set<string> {
  const images = containers.map(({ image }) => image);
  return new Set(images.filter(isDockerHub));
}
