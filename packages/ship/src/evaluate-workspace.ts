import { basename, join } from "node:path";
import { standInPlatformOutputs } from "@starter/fargate/contracts";
import { type EvaluatedStack, evaluateStacks, projectName, type StackProblem } from "@starter/stack-testing";
import { ShipError } from "./ship-error.ts";

/** Evaluates all stacks of an environment offline; what a program prints goes to stderr, with its folder in front. */
export async function evaluateWorkspace(workspace: string, environment: string): Promise<EvaluatedStack[]> {
  const platform = projectName(join(workspace, "stacks", "platform"));
  const stacks = await evaluateStacks({
    workspace,
    stack: environment,
    stackOutputs: platform === undefined ? {} : { [platform]: standInPlatformOutputs },
    onOutput: (folder, line) => process.stderr.write(`${folder}: ${line}\n`),
  });
  if (stacks.length === 0) {
    throw new ShipError(
      `stacks: must hold a folder with a Pulumi.yaml, got none in ${join(workspace, "stacks")}`,
    );
  }
  return stacks;
}

/** The folder of a stack's project as seen from the workspace: `stacks/member`. */
export function folderOf(stack: EvaluatedStack): string {
  return `stacks/${basename(stack.directory)}`;
}

/** Where a problem is, seen from the workspace: `stacks/member/Pulumi.dev.yaml:3`, or `stacks/member, size.cpu`. */
export function placeOf(problem: StackProblem, folder: string): string {
  if (problem.where === undefined) return folder;
  return /^(?:stacks|packages)\//.test(problem.where) ? problem.where : `${folder}, ${problem.where}`;
}
