import { Type } from "typebox";
import type { App } from "./app.ts";

const HealthSchema = Type.Object({ status: Type.String() });

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
  const options = {
    logLevel: "warn",
    schema: { response: { "2xx": HealthSchema, "5xx": HealthSchema } },
  } as const;
  app.get("/livez", options, async () => ({ status: "ok" }));
  app.get("/readyz", options, async (_request, reply) => {
    if (ready) return { status: "ok" };
    return reply.code(503).send({ status: "not ready" });
  });
}
