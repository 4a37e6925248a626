import { constants } from "node:os";
import type { App } from "./app.ts";

/** How long requests may go on after a stop signal: below the container's stop timeout. */
const stopTimeoutMilliseconds = 25_000;

/**
 * Listens until SIGTERM or SIGINT, then finishes what is under way and ends the process with 0. A second signal ends it
 * at once; so does the time limit, with 1.
 */
export async function serve(app: App, address: { host: string; port: number }): Promise<void> {
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
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  await app.listen(address);
}
