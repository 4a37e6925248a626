import type { AddressInfo } from "node:net";
import { createServer, connect as openConnection } from "node:net";
import { join } from "node:path";
import { startPostgres } from "@starter/local-postgres";
import { type Engine, startEngine } from "../engine/start-engine.ts";
import { buildImages } from "../images/build-images.ts";
import { type Change, Task } from "./task.ts";
import { readTaskPlans, type Surroundings, type TaskPlan } from "./task-plan.ts";

/** An engine with the services' images and a PostgreSQL, ready to run tasks. */
export interface Rig {
  engine: Engine;
  plan(service: string): TaskPlan;
  start(service: string, change?: Change): Promise<Task>;
  stop(): Promise<void>;
}

const workspace = join(import.meta.dirname, "../../../..");

/** Starts an engine, builds the services' images, and evaluates their stacks in an environment. */
export async function startRig(services: readonly string[], environment = "prod"): Promise<Rig> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    const engine = await startEngine();
    ends.push(engine.stop);
    await buildImages(engine, workspace, services);
    const planOf = await readTaskPlans(workspace, environment);
    const plans = new Map(services.map((service) => [service, planOf(service)]));
    const postgres = await startPostgres();
    ends.push(postgres.stop);
    for (const plan of plans.values()) {
      for (const name of plan.databases) await postgres.createDatabase(name);
    }
    const relay = await relayTo(postgres.port, engine.gateway);
    ends.push(relay.stop);
    const { superuser, password } = postgres;
    const surroundings: Surroundings = {
      subnet: engine.subnet,
      postgres: { host: engine.gateway, port: relay.port, superuser, password },
    };
    const plan = (service: string) => {
      const known = plans.get(service);
      if (!known) throw new Error(`${service}: must be one of the rig's services`);
      return known;
    };
    return {
      engine,
      plan,
      start: (service, change) => Task.start(engine, plan(service), surroundings, change),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Leads from the containers' side to a port of 127.0.0.1, which is all that PostgreSQL listens on. */
async function relayTo(port: number, host: string): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((near) => {
    const far = openConnection(port, "127.0.0.1");
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
