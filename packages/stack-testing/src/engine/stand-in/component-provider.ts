import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A provider in a process of its own. */
export interface ComponentProvider {
  port: number;
  close(): Promise<void>;
}

/**
 * Starts the stand-in `awsx` provider in a process of its own: the SDK's server of components sets state that belongs
 * to the whole process. It ends with this process, however that ends, since its input does.
 */
export async function startComponentProvider(): Promise<ComponentProvider> {
  const entry = fileURLToPath(new URL("./awsx-process.ts", import.meta.url));
  const child = spawn(process.execPath, [entry], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  const line = await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended]);
  const port = Number(line[0]);
  if (child.exitCode !== null)
    throw new Error(`the stand-in awsx provider must start, got exit code ${port}`);
  return {
    port,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
