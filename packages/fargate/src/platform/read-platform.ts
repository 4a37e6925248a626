import * as pulumi from "@pulumi/pulumi";
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
 * Reads the platform stack's outputs. One that is missing fails the program with a sentence that names the stack, the
 * output and the command to run.
 */
export function readPlatform(args: ReadPlatformArgs): Platform {
  const stackName = args.stackName ?? `${pulumi.getOrganization()}/${args.project}/${pulumi.getStack()}`;
  const reference = new pulumi.StackReference(stackName);
  const platform = Object.fromEntries(
    platformOutputNames.map((name) => [
      name,
      reference.outputs.apply((outputs) => {
        if (outputs[name] !== undefined) return outputs[name];
        throw new pulumi.RunError(missingOutput(stackName, name, Object.keys(outputs).length === 0));
      }),
    ]),
  );
  return platform as unknown as Platform;
}

function missingOutput(stackName: string, output: string, nothingDeployed: boolean): string {
  const stack = stackName.split("/").at(-1);
  const got = nothingDeployed ? "no outputs at all" : "none";
  return `platform stack ${stackName} must have the output ${output}, got ${got}; deploy it with: pulumi -C stacks/platform -s ${stack} up`;
}
