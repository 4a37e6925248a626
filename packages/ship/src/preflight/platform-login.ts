import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Finding, type RegistryCredentials, runProgram } from "@starter/images";
import type { EvaluatedStack } from "@starter/stack-testing";
import { parse } from "yaml";
import { folderOf } from "../evaluate-workspace.ts";

/** The login with which the platform has tasks pull their images. */
export interface PlatformLogin {
  /** Absent where tasks pull anonymously, or where it cannot be read. */
  dockerHub?: RegistryCredentials;
  /** Whether tasks pull Docker Hub's images through ECR. */
  imageCache: boolean;
  /** Why it cannot be read. */
  findings: Finding[];
}

const usernameKey = "dockerHubUsername";
const tokenKey = "dockerHubToken";

/** Reads the login from the platform's configuration; only the Pulumi CLI can decrypt it. */
export async function readPlatformLogin(
  stacks: readonly EvaluatedStack[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<PlatformLogin> {
  const platform = stacks.find(({ directory }) => basename(directory) === "platform");
  if (platform === undefined) return { imageCache: false, findings: [] };
  const login: PlatformLogin = { imageCache: Boolean(platform.outputs.imageCache), findings: [] };
  const config = readConfig(platform);
  const values: Record<string, string> = {};
  for (const key of [usernameKey, tokenKey]) {
    const value = config[key];
    const found =
      typeof value === "object" ? await decrypt(platform, key, environment) : { value: value ?? "" };
    if ("reason" in found) {
      const message = `${key} should be readable by the Pulumi CLI, so that images are checked with the tasks' login, got "${found.reason}"; install the CLI, or log in with it; docker's own login was tried instead`;
      return { ...login, findings: [{ level: "warning", stack: folderOf(platform), message }] };
    }
    if (found.value === "") return login;
    values[key] = found.value;
  }
  const { [usernameKey]: username = "", [tokenKey]: password = "" } = values;
  return { ...login, dockerHub: { username, password, source: `${tokenKey} of ${folderOf(platform)}` } };
}

/** The platform's own values; an encrypted one is an object. Pulumi allows keys with and without the project's name. */
function readConfig({
  directory,
  stack,
  project,
}: EvaluatedStack): Record<string, string | object | undefined> {
  let content: { config?: Record<string, string | object> } | null;
  try {
    content = parse(readFileSync(join(directory, `Pulumi.${stack}.yaml`), "utf8"));
  } catch {
    // The evaluation has said what is wrong with it.
    return {};
  }
  const entries = Object.entries(content?.config ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key.replace(`${project}:`, ""), value]));
}

async function decrypt(
  { directory, stack }: EvaluatedStack,
  key: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ value: string } | { reason: string }> {
  const args = ["-C", directory, "config", "get", key, "--stack", stack, "--non-interactive"];
  const { code, stdout, stderr } = await runProgram("pulumi", args, {
    environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (code === 0) return { value: stdout.trim() };
  if (code === "ENOENT") return { reason: "the Pulumi CLI is not installed" };
  const lines = stderr.trim().split("\n");
  const reason = lines.findLast((line) => line.startsWith("error:")) ?? lines.at(-1);
  return { reason: reason ? reason.replace(/^error: /, "").slice(0, 200) : `exit code ${code}` };
}
