import type { RegistryCredentials } from "./docker-credentials.ts";
import { runProgram } from "./run-program.ts";

const ecrHost = /^\d{12}\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Whether a registry is a private one of Amazon ECR. */
export function isEcr(registry: string): boolean {
  return ecrHost.test(registry);
}

/** What to type to log Docker in at ECR. https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
export function ecrLoginCommand(registry: string): string {
  return `aws ecr get-login-password --region ${regionOf(registry)} | docker login --username AWS --password-stdin ${registry}`;
}

/** A login at ECR from the AWS CLI, good for 12 hours, or why there is none. */
export async function ecrCredentials(
  registry: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RegistryCredentials | { missing: string }> {
  const { code, stdout, stderr } = await runProgram(
    "aws",
    ["ecr", "get-login-password", "--region", regionOf(registry)],
    {
      environment,
    },
  );
  const password = stdout.trim();
  if (code === 0 && password !== "") return { username: "AWS", password, source: "the AWS CLI" };
  if (code === "ENOENT") return { missing: "the AWS CLI is not installed" };
  const reason = stderr.trim().split("\n").at(-1) ?? "";
  return {
    missing: `the AWS CLI has no login (${reason === "" ? `exit code ${code}` : reason.slice(0, 200)})`,
  };
}

function regionOf(registry: string): string {
  return ecrHost.exec(registry)?.groups?.region ?? "";
}
