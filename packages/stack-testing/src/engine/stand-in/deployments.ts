/** How a deployment of an ECS service ends, or after how many milliseconds its tasks are healthy. */
export type DeploymentEnd = "steady" | "rolledBack" | "neverSteady" | { steadyAfterMilliseconds: number };

/** How the deployments of ECS services end: at once and well, where nothing else is said. */
export class Deployments {
  readonly #next = new Map<string, DeploymentEnd[]>();

  /** Says how the next deployment of a service ends, by its name in the program; called again, the one after it. */
  next(service: string, end: DeploymentEnd): void {
    this.#next.set(service, [...(this.#next.get(service) ?? []), end]);
  }

  take(service: string): DeploymentEnd {
    return this.#next.get(service)?.shift() ?? "steady";
  }
}
