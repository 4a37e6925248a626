import * as pulumi from "@pulumi/pulumi";

/** Where the program runs, as far as the checks of arguments depend on it. */
export interface ProgramContext {
  /** Evaluated for `ship plan` or `ship local`, where nothing is deployed: what only a deployment needs may be missing. */
  offline: boolean;
  /** Name of the stack, for texts. */
  stack: string;
}

/** The context of the program that is running. */
export function programContext(): ProgramContext {
  return { offline: new pulumi.Config("ship").getBoolean("offline") ?? false, stack: pulumi.getStack() };
}
