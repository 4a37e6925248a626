import { got, listed, type Problem } from "../validation/problem.ts";
import { checkInteger } from "../validation/ranges.ts";
import type { Containers } from "./container.ts";

/**
 * Which Fargate capacity the tasks run on. Spot is up to 70 % cheaper and may be taken away with two minutes' notice;
 * it never falls back to on-demand by itself.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 */
export type Capacity = "onDemand" | "spotMixed" | "spot" | CapacityShares;

/** The tasks' shares of each capacity; one left out gets none. */
export interface CapacityShares {
  onDemand?: CapacityShare;
  spot?: CapacityShare;
}

/** A share of the tasks. */
export interface CapacityShare {
  /** Tasks that run here before weights count, 0 to 100000; only one capacity may have a base. @default 0 */
  base?: number;
  /** Of the tasks beyond the base, in proportion to the other's weight, 0 to 1000. */
  weight: number;
}

/** One item of an ECS service's capacity-provider strategy. */
export interface CapacityProviderStrategy {
  capacityProvider: "FARGATE" | "FARGATE_SPOT";
  base: number;
  weight: number;
}

const named = {
  onDemand: { onDemand: { weight: 1 } },
  // One task survives when all of Spot is taken away.
  spotMixed: { onDemand: { base: 1, weight: 1 }, spot: { weight: 3 } },
  spot: { spot: { weight: 1 } },
} satisfies Record<string, CapacityShares>;

/** The capacity as ECS takes it, in a fixed order. */
export function capacityProviderStrategies(capacity: Capacity): CapacityProviderStrategy[] {
  const { onDemand, spot } = sharesOf(capacity);
  const strategy = (capacityProvider: "FARGATE" | "FARGATE_SPOT", share: CapacityShare | undefined) =>
    share === undefined ? [] : [{ capacityProvider, base: share.base ?? 0, weight: share.weight }];
  return [...strategy("FARGATE", onDemand), ...strategy("FARGATE_SPOT", spot)];
}

/** Checks a capacity's name, or its shares. */
export function checkCapacity(capacity: Capacity): Problem[] {
  if (typeof capacity === "string") {
    if (Object.hasOwn(named, capacity)) return [];
    const names = Object.keys(named).map((name) => JSON.stringify(name));
    const reason = `must be ${listed([...names, "shares of onDemand and spot"])}, got ${got(capacity)}`;
    return [{ propertyPath: "capacity", reason }];
  }
  const problems = (["onDemand", "spot"] as const).flatMap((kind) => [
    ...checkInteger(`capacity.${kind}.base`, capacity[kind]?.base, { min: 0, max: 100_000 }),
    ...checkInteger(`capacity.${kind}.weight`, capacity[kind]?.weight, { min: 0, max: 1000 }),
  ]);
  const shares = [capacity.onDemand, capacity.spot].filter((share) => share !== undefined);
  if (shares.every(({ weight }) => weight === 0)) {
    const reason =
      "must have a share whose weight is above 0, got none; ECS would place no task beyond the base";
    problems.push({ propertyPath: "capacity", reason });
  }
  if (shares.filter(({ base = 0 }) => base > 0).length > 1) {
    problems.push({
      propertyPath: "capacity",
      reason: "must have one base at the most, got two; set one to 0",
    });
  }
  return problems;
}

/** Images that keep what a task must not lose, by the last part of their repository. */
const databases =
  /^(?:postgres(?:ql)?|postgis|pgvector|mysql|mariadb|percona|mongo(?:db)?|redis|valkey|cassandra|clickhouse|elasticsearch|opensearch|rabbitmq|kafka|etcd)(?:-server)?$/;

/** Checks that no database runs where tasks are taken away: its data goes with the task. */
export function checkDatabaseOnSpot(capacity: Capacity, containers: Containers): Problem[] {
  const { spot } = typeof capacity === "string" && !Object.hasOwn(named, capacity) ? {} : sharesOf(capacity);
  if (spot === undefined || (spot.weight === 0 && (spot.base ?? 0) === 0)) return [];
  return Object.entries(containers).flatMap(([name, { image }]) => {
    const repository =
      typeof image === "string"
        ? image
            .replace(/[@:][^/]*$/, "")
            .split("/")
            .at(-1)
        : "";
    if (!databases.test(repository ?? "")) return [];
    const reason = `must not hold a database in ${name} on Spot, whose tasks AWS takes away with their data, got ${got(capacity)}; use "onDemand", or a Database of its own`;
    return [{ propertyPath: "capacity", reason }];
  });
}

function sharesOf(capacity: Capacity): CapacityShares {
  return typeof capacity === "string" ? named[capacity] : capacity;
}
