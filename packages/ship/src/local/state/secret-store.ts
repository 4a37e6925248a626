import { readFileSync, writeFileSync } from "node:fs";
import { ShipError } from "../../ship-error.ts";
import type { LocalPlan, SecretReference } from "../plan/local-plan.ts";
import { secretValue } from "../plan/secrets.ts";

/** The whole value of every secret that the plan's containers ask for, by the secret's name. */
export type SecretValues = ReadonlyMap<string, string>;

/** The local database's administrator, in place of the master user whose password RDS makes. */
export interface Administrator {
  username: string;
  password: string;
}

/**
 * Finds the value of each secret: the one kept in the file, else the stack's own, which is then kept. So a secret that the
 * program generates anew at each evaluation stays the same until `--fresh`.
 * @throws ShipError naming the file and the entry to write when only AWS has a value.
 */
export function loadSecrets(plan: LocalPlan, file: string): SecretValues {
  const kept = readKept(file);
  const values = new Map<string, string>();
  const missing: string[] = [];
  for (const { container, reference } of references(plan)) {
    const { name, value, isRdsMaster } = reference.secret;
    if (isRdsMaster) continue;
    const whole = kept[name] ?? value;
    if (whole === undefined || secretValue(reference, whole) === undefined) {
      const form = reference.jsonKey ? `a JSON text with the key "${reference.jsonKey}"` : "its value";
      missing.push(
        `${container}, secret ${reference.variable}: must have a value on this machine, got one that only AWS holds; add "${name}" with ${form} to ${file}`,
      );
    } else values.set(name, whole);
  }
  if (missing.length > 0) throw new ShipError(missing.join("\n"));
  const all = { ...kept, ...Object.fromEntries(values) };
  if (Object.keys(all).length > Object.keys(kept).length) {
    writeFileSync(file, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
  }
  return values;
}

/** A container's secret variables with their values. */
export function secretEnvironment(
  references: readonly SecretReference[],
  values: SecretValues,
  administrator: Administrator | undefined,
): Record<string, string> {
  return Object.fromEntries(
    references.map((reference) => {
      const { name, isRdsMaster } = reference.secret;
      const whole = isRdsMaster ? JSON.stringify(administrator ?? {}) : (values.get(name) ?? "");
      return [reference.variable, secretValue(reference, whole) ?? ""];
    }),
  );
}

function references(plan: LocalPlan) {
  const tasks = plan.job === undefined ? plan.tasks : [...plan.tasks, plan.job];
  return tasks.flatMap(({ service, containers }) =>
    containers.flatMap(({ name, secrets }) =>
      secrets.map((reference) => ({ container: `${service}/${name}`, reference })),
    ),
  );
}

function readKept(file: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return {};
  }
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    throw new ShipError(`${file}: must be JSON, got something else; correct it or delete it`);
  }
}
