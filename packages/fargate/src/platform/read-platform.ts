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
 * Reads the platform stack's outputs, before the program registers anything: await it at the program's top. A stack or
 * an output that is missing fails the program with a sentence that names it and the command to run.
 */
export async function readPlatform(args: ReadPlatformArgs): Promise<Platform> {
  const stackName = args.stackName ?? `${pulumi.getOrganization()}/${args.project}/${pulumi.getStack()}`;
  await requireStack(stackName, args);
  const reference = new pulumi.StackReference(stackName);
  const found = await Promise.all(
    platformOutputNames.map(async (name) => {
      const { value, secretValue } = await reference.getOutputDetails(name);
      return [name, secretValue === undefined ? value : pulumi.secret(secretValue)] as const;
    }),
  );
  const missing = found.filter(([, value]) => value === undefined || value === null).map(([name]) => name);
  if (missing.length > 0) {
    const what =
      missing.length === found.length
        ? "have outputs, got none"
        : `have ${plural(missing)} ${listed(missing, "and")}, got none of that name`;
    throw mistake(stackName, args, what);
  }
  const outputs = found.map(([name, value]) => [name, pulumi.output(value)]);
  return Object.fromEntries(outputs) as unknown as Platform;
}

/**
 * A reference to a stack that does not exist ends the program with the engine's words alone, whereas the engine's own
 * function for reading one can be caught. https://github.com/pulumi/pulumi/issues/16591
 */
async function requireStack(stackName: string, args: ReadPlatformArgs): Promise<void> {
  try {
    await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name: stackName });
  } catch (error) {
    const reason = (error as Error).message.split("returned an error: ").at(-1);
    throw mistake(stackName, args, `exist, got: ${reason}`);
  }
}

function mistake(stackName: string, args: ReadPlatformArgs, what: string): pulumi.RunError {
  const deploy = `deploy it with: pulumi -C stacks/platform -s ${stackName.split("/").at(-1)} up`;
  // The name may be wrong where it was given.
  const rename = `, or name another with: pulumi config set platformStack <organization>/${args.project}/<stack>`;
  const remedy = args.stackName === undefined ? deploy : deploy + rename;
  return new pulumi.RunError(`platform stack ${stackName} must ${what}; ${remedy}`);
}

function plural(names: readonly string[]): string {
  return names.length === 1 ? "the output" : "the outputs";
}
