import type { App } from "./app.ts";

/**
 * Adds the two health paths: `/livez` answers while the process does, `/readyz` while it also takes new work (listening
 * and not closing). Neither asks the database: in its outage every task would be replaced, and none would help.
 */
export function addHealth(app: App): void {
  let ready = false;
  app.addHook("onListen", async () => {
    ready = true;
  });
  app.addHook("preClose", async () => {
    ready = false;
  });
  // Asked every few seconds: their requests are not worth a log line.
  const options = { logLevel: "warn", schema: { hide: true } } as const;
  app.get("/livez", options, async () => ({ status: "ok" }));
  app.get("/readyz", options, async (_request, reply) => {
    reply.code(ready ? 200 : 503);
    return { status: ready ? "ok" : "not ready" };
  });
}
