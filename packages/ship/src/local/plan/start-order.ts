import type { ContainerDefinition } from "../../provider-inputs.ts";

/** Sorts a task's containers so that each comes after those it depends on; names keep ties stable. */
export function startOrder(containers: readonly ContainerDefinition[]): ContainerDefinition[] {
  const byName = new Map(containers.map((container) => [container.name, container]));
  const ordered = new Set<ContainerDefinition>();
  const visit = (container: ContainerDefinition, path: readonly string[]): void => {
    if (ordered.has(container)) return;
    if (path.includes(container.name)) {
      throw new Error(`dependsOn: must not be cyclic, got ${[...path, container.name].join(" → ")}`);
    }
    for (const { containerName } of container.dependsOn ?? []) {
      const dependency = byName.get(containerName);
      if (!dependency) {
        throw new Error(`dependsOn: must name a container of the task, got "${containerName}"`);
      }
      visit(dependency, [...path, container.name]);
    }
    ordered.add(container);
  };
  for (const container of containers) visit(container, []);
  return [...ordered];
}
