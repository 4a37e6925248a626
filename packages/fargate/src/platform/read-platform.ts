import * as pulumi from "@pulumi/pulumi";
import { listed } from "../validation/problem.ts";
import { type PlatformOutputs, platformOutputNames } from "./platform-outputs.ts";

/** The platform as a service's program sees it: each output of the platform stack. */
export type Platform = { readonly [Name in keyof PlatformOutputs]: pulumi.Output<PlatformOutputs[Name]> };

/** Arguments of readPlatform. */
export interface ReadPlatformArgs {
  /** The platform's Pulumi project, for example `starter-platform`. */
  project: string;
  /** Full name of the platform's stack. @default `<organization>/<project>/<this stack>` */
  stackName?: string;
}

/**
 * Reads the platform stack's outputs, before the program registers anything: await it at the program's top. One that is
 * missing fails the program with a sentence that names the stack, the outputs and the command to run.
 */
export async function readPlatform(args: ReadPlatformArgs): Promise<Platform> {
  const stackName = args.stackName ?? `${pulumi.getOrganization()}/${args.project}/${pulumi.getStack()}`;
  const reference = new pulumi.StackReference(stackName);
  const found = await Promise.all(
    platformOutputNames.map(async (name) => {
      const { value, secretValue } = await reference.getOutputDetails(name);
      return [name, secretValue === undefined ? value : pulumi.secret(secretValue)] as const;
    }),
  );
  const missing = found.filter(([, value]) => value === undefined || value === null).map(([name]) => name);
  if (missing.length > 0) {
    throw new pulumi.RunError(missingOutputs(stackName, missing, missing.length === found.length));
  }
  const outputs = found.map(([name, value]) => [name, pulumi.output(value)]);
  return Object.fromEntries(outputs) as unknown as Platform;
}

function missingOutputs(stackName: string, missing: readonly string[], all: boolean): string {
  const stack = stackName.split("/").at(-1);
  const what = all
    ? "outputs, got none"
    : `${plural(missing)} ${listed(missing, "and")}, got none of that name`;
  return `platform stack ${stackName} must have ${what}; deploy it with: pulumi -C stacks/platform -s ${stack} up`;
}

function plural(names: readonly string[]): string {
  return names.length === 1 ? "the output" : "the outputs";
}
