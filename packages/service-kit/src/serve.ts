import { constants } from "node:os";
import type { App } from "./app.ts";

/** Where and how long a service listens. */
export interface ServeOptions {
  host: string;
  port: number;
  /** How long requests may go on after a stop signal. Below the container's stop timeout. @default 25_000 */
  stopTimeoutMilliseconds?: number;
}

/**
 * Listens until SIGTERM or SIGINT, then finishes what is under way and ends the process with 0. A second signal ends it
 * at once; so does the time limit, with 1.
 */
export async function serve(
  app: App,
  { host, port, stopTimeoutMilliseconds = 25_000 }: ServeOptions,
): Promise<void> {
  let stopping = false;
  const stop = async (signal: "SIGTERM" | "SIGINT") => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    app.log.info({ signal }, "stopping");
    setTimeout(() => {
      app.log.error("requests did not end in time: stopping without them");
      process.exit(1);
    }, stopTimeoutMilliseconds).unref();
    await app.close();
    app.log.info("stopped");
    process.exit(0);
  };
  // Set before listening: a signal during the start must not lose its graceful end.
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  await app.listen({ host, port });
}
