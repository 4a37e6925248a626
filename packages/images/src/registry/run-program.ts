import { execFile } from "node:child_process";

/** What a program said and how it ended; `code` is `ENOENT` where there is no such program. */
export interface ProgramResult {
  code: number | string;
  stdout: string;
  stderr: string;
}

/** How a program is run. */
export interface ProgramOptions {
  environment: NodeJS.ProcessEnv;
  /** Text for its standard input. */
  input?: string;
  /** Folder it runs in. @default this process's */
  cwd?: string;
  /** After which it is ended; 0 for never. @default 20,000 */
  timeoutMs?: number;
}

/** Runs a program to its end, without a shell. */
export function runProgram(
  program: string,
  args: readonly string[],
  { environment, input = "", cwd, timeoutMs = 20_000 }: ProgramOptions,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { env: environment, cwd, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 1), stdout, stderr });
      },
    );
    // A program that ends without reading its input is no mistake here.
    child.stdin?.on("error", () => {}).end(input);
  });
}
