import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** How a run of `ship` ended. */
export interface ShipResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `ship` in a process of its own, without a terminal. */
export async function ship(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<ShipResult> {
  const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, PORT: _port, ...inherited } = process.env;
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("../src/main.ts", import.meta.url)), ...args],
    {
      cwd: options.cwd,
      env: { ...inherited, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const result: ShipResult = { code: null, stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    result.stdout += text;
  });
  child.stderr.on("data", (text) => {
    result.stderr += text;
  });
  [result.code] = (await once(child, "close")) as [number | null];
  return result;
}
