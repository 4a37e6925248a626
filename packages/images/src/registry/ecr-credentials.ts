import type { RegistryCredentials } from "./docker-credentials.ts";
import { runProgram } from "./run-program.ts";

const ecrHost = /^\d{12}\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Whether a registry is a private one of Amazon ECR. */
export function isEcr(registry: string): boolean {
  return ecrHost.test(registry);
}

/** A login at ECR from the AWS CLI, good for 12 hours, or why there is none. */
export async function ecrCredentials(
  registry: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RegistryCredentials | { missing: string }> {
  const region = ecrHost.exec(registry)?.groups?.region ?? "";
  const { code, stdout, stderr } = await runProgram(
    "aws",
    ["ecr", "get-login-password", "--region", region],
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
