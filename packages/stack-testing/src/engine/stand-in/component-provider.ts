import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

let started: Promise<number> | undefined;

/**
 * Port of the stand-in `awsx` provider. It keeps nothing between calls, so that there is one for all accounts of this
 * process; in a process of its own, since the SDK's server of components sets state that belongs to the whole process. It
 * ends with this process, however that ends, since its input does.
 */
export function componentProviderPort(): Promise<number> {
  started ??= start();
  return started;
}

async function start(): Promise<number> {
  const entry = fileURLToPath(new URL("./awsx-process.ts", import.meta.url));
  const child = spawn(process.execPath, [entry], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), once(child, "close")]);
  if (child.exitCode !== null) {
    throw new Error(`the stand-in awsx provider must start, got exit code ${child.exitCode}`);
  }
  // It keeps nobody from ending.
  for (const part of [child, child.stdin, child.stdout] as unknown as { unref(): void }[]) part.unref();
  return Number(line);
}
