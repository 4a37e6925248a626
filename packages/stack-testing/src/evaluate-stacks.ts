import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type EvaluateStackOptions, evaluateStack } from "./evaluate-stack.ts";
import type { EvaluatedStack } from "./evaluated-stack.ts";

/** What to evaluate, and the answers a program cannot find offline. */
export interface EvaluateStacksOptions
  extends Pick<EvaluateStackOptions, "stack" | "stackOutputs" | "timeoutSeconds"> {
  /** Root folder of the workspace, absolute; the projects are `stacks/<folder>/Pulumi.yaml` in it. */
  workspace: string;
  /** Folder names below `stacks/`; all projects when left out. */
  only?: readonly string[];
  /** Takes a line that a program printed, with the name of its folder; left out, it is dropped. */
  onOutput?: (folder: string, line: string) => void;
}

/** Folders of a workspace's projects, absolute, in deploy order: `platform` first, then by name. */
export function findProjects(workspace: string): string[] {
  const stacks = join(workspace, "stacks");
  const folders = existsSync(stacks) ? readdirSync(stacks) : [];
  return folders
    .sort((one, two) => Number(two === "platform") - Number(one === "platform") || one.localeCompare(two))
    .map((folder) => join(stacks, folder))
    .filter((directory) => existsSync(join(directory, "Pulumi.yaml")));
}

/** Evaluates every stack program of a workspace side by side; the result is in deploy order, `platform` first. */
export async function evaluateStacks(options: EvaluateStacksOptions): Promise<EvaluatedStack[]> {
  const { workspace, only, onOutput, ...rest } = options;
  const directories = findProjects(workspace).filter(
    (directory) => only?.includes(basename(directory)) ?? true,
  );
  return Promise.all(
    directories.map((directory) =>
      evaluateStack({ ...rest, directory, onOutput: (line) => onOutput?.(basename(directory), line) }),
    ),
  );
}
