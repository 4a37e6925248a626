import type { OperationResult } from "../../src/engine/index.ts";

/**
 * What the CLI says at the end of what went wrong, as the user reads it, without indentation and empty lines, and without
 * the warning of a CLI whose language host is not beside it.
 */
export function diagnosticsOf({ stdout }: OperationResult): string[] {
  const [, block = ""] = /^Diagnostics:\n(.*?)^(?:Outputs|Resources|Duration):/ms.exec(stdout) ?? [];
  return block
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("warning: using pulumi-language-nodejs from $PATH"));
}
