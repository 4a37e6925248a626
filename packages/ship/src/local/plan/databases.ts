import type { Deployment } from "./deployment.ts";
import type { LocalDatabase } from "./local-plan.ts";

/** One database of the local cluster for each RDS instance; where two share a name, the stack's folder goes in front. */
export function planDatabases({ stacks }: Deployment): LocalDatabase[] {
  const all = stacks.flatMap(({ folder, databases }) => databases.map((instance) => ({ folder, instance })));
  return all.map(({ folder, instance }) => {
    const shared = all.filter((other) => other.instance.dbName === instance.dbName).length > 1;
    const prefix = `${folder.replace(/^.*\//, "")}_${instance.name}_`.replaceAll("-", "_");
    return { folder, instance, name: shared ? `${prefix}${instance.dbName}` : instance.dbName };
  });
}
