import { execFile } from "node:child_process";
import type { Engine } from "./start-engine.ts";

/** Runs the `docker` program against an engine; its standard output, or a rejection with the last lines of its errors. */
export function docker(
  engine: Pick<Engine, "environment">,
  args: string[],
  folder?: string,
): Promise<string> {
  const env = { HOME: engine.environment.DOCKER_CONFIG, ...engine.environment };
  return new Promise((resolve, reject) => {
    execFile("docker", args, { env, cwd: folder, maxBuffer: 1e8 }, (error, output, errors) => {
      if (!error) resolve(output);
      else reject(new Error(`docker ${args[0]} failed: ${errors.trim().split("\n").slice(-8).join("\n")}`));
    });
  });
}
