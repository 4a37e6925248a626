import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** The Pulumi CLI that drives the stacks. */
export interface PulumiCli {
  /** Absolute path. */
  command: string;
  /** Whether Pulumi's own language host is there, as every official install has it: the CLI then runs Node itself. */
  hasLanguageHost: boolean;
}

/** The oldest version that is taken, and the one that `.ci/pulumi-cli` builds. */
export const pulumiVersion = readFileSync(
  new URL("../../../../../.ci/pulumi-version", import.meta.url),
  "utf8",
).trim();

/** What to do without a CLI, in one line. */
export const howToGetTheCli = `the Pulumi CLI ${pulumiVersion} or newer is needed: install it (https://www.pulumi.com/docs/install/), or build it with Go: .ci/pulumi-cli`;

const languageHost = "pulumi-language-nodejs";

/** The CLI on PATH where it is new enough, else the one that `.ci/pulumi-cli` built, else nothing. */
export function findPulumiCli(env: NodeJS.ProcessEnv = process.env): PulumiCli | undefined {
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache");
  const installed = folders.map((folder) => join(folder, "pulumi")).find(isExecutable);
  const built = join(cache, "fargate-starter", `pulumi-${pulumiVersion}`, "pulumi");
  const command = [installed, built].find((path) => path !== undefined && isNewEnough(path));
  if (command === undefined) return undefined;
  const places = [dirname(realpathSync(command)), ...folders];
  return { command, hasLanguageHost: places.some((folder) => isExecutable(join(folder, languageHost))) };
}

function isNewEnough(command: string): boolean {
  if (!isExecutable(command)) return false;
  const { stdout } = spawnSync(command, ["version"], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = /^v(\d+\.\d+\.\d+)/.exec(stdout ?? "")?.[1];
  return version !== undefined && version.localeCompare(pulumiVersion, "en", { numeric: true }) >= 0;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
