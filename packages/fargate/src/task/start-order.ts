import { got, type Problem } from "../validation/problem.ts";
import { type Containers, findContainer } from "./container.ts";

/** Checks the start order: every container named exists, HEALTHY has a health check to go by, and there is no cycle. */
export function checkStartOrder(containers: Containers): Problem[] {
  const problems: Problem[] = [];
  for (const [name, container] of Object.entries(containers)) {
    for (const [other, condition] of Object.entries(container.dependsOn ?? {})) {
      const propertyPath = `${name}.dependsOn.${other}`;
      const target = findContainer(containers, other);
      if (target === undefined) {
        const names = Object.keys(containers).join(", ");
        problems.push({
          propertyPath,
          reason: `must be a container of this task (${names}), got ${got(other)}`,
        });
      } else if (condition === "HEALTHY" && target.health === undefined) {
        problems.push({
          propertyPath,
          reason: `HEALTHY needs a health check, got none; add health to ${other} or wait for START`,
        });
      } else if ((condition === "SUCCESS" || condition === "COMPLETE") && (target.essential ?? true)) {
        problems.push({
          propertyPath,
          reason: `${condition} needs a container that may end; set essential: false on ${other}`,
        });
      }
    }
  }
  const cycle = findCycle(containers);
  if (cycle !== undefined) {
    const reason = `must not form a circle, got ${cycle.join(" → ")}; take one of these out`;
    problems.push({ propertyPath: `${cycle[0]}.dependsOn`, reason });
  }
  return problems;
}

function findCycle(containers: Containers): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: string[]): string[] | undefined => {
    const start = path.indexOf(name);
    if (start !== -1) return [...path.slice(start), name];
    if (done.has(name)) return undefined;
    for (const other of Object.keys(findContainer(containers, name)?.dependsOn ?? {})) {
      const cycle = visit(other, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(containers)) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
