import { DockerLoginError, dockerCredentials, type RegistryCredentials } from "./docker-credentials.ts";
import { ecrCredentials, isEcr } from "./ecr-credentials.ts";

/** The login that is nearest to what a task will use at a registry. */
export interface TaskLogin {
  /** Anonymous when left out. */
  credentials?: RegistryCredentials;
  /** Whether a task will use the same one: what it may do, the task may. */
  isTasks: boolean;
  /** Why there is no better one: `the AWS CLI is not installed`. */
  shortcoming?: string;
}

/** Where logins come from. */
export interface TaskLoginSources {
  /** Docker Hub's, with which the platform has tasks pull. */
  dockerHub?: RegistryCredentials | undefined;
  environment?: NodeJS.ProcessEnv;
}

/**
 * Finds a login: the platform's at Docker Hub; at ECR, where tasks use their role, the AWS CLI's; else Docker's own.
 */
export async function taskLogin(registry: string, sources: TaskLoginSources): Promise<TaskLogin> {
  const { dockerHub, environment = process.env } = sources;
  if (registry === "docker.io" && dockerHub !== undefined) return { credentials: dockerHub, isTasks: true };
  let shortcoming: string | undefined;
  if (isEcr(registry)) {
    const found = await ecrCredentials(registry, environment);
    if (!("missing" in found)) return { credentials: found, isTasks: false };
    shortcoming = found.missing;
  }
  try {
    const credentials = await dockerCredentials(registry, environment);
    if (credentials !== undefined) return { credentials, isTasks: false };
  } catch (error) {
    if (!(error instanceof DockerLoginError)) throw error;
    shortcoming = error.message;
  }
  return { isTasks: false, ...(shortcoming !== undefined && { shortcoming }) };
}
