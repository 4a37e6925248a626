import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "./problem.ts";

/** Collects every mistake of one component, so that a caller sees them all at once and before anything registers. */
export class Problems {
  readonly #found: Problem[] = [];

  /** Notes a mistake. */
  add(propertyPath: string, reason: string): void {
    this.#found.push({ propertyPath, reason });
  }

  /** Notes mistakes that a pure check returned, below `parent`. */
  addAll(problems: readonly Problem[], parent?: string): void {
    for (const { propertyPath, reason } of problems) {
      this.add(parent === undefined ? propertyPath : `${parent}.${propertyPath}`, reason);
    }
  }

  /**
   * Throws one InputPropertiesError that lists all mistakes, or returns when there are none.
   * @param component The component's kind and name, for example `FargateService member`.
   */
  throwIfAny(component: string): void {
    if (this.#found.length === 0) return;
    const lines = this.#found.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
    const error = new pulumi.InputPropertiesError({
      message: `${component} cannot be created:\n${lines.join("\n")}`,
      errors: this.#found,
    });
    // Pulumi prints an InputPropertiesError as an object, each problem twice; of a RunError, too, it prints the text alone.
    throw Object.assign(error, { stack: error.message, __pulumiRunError: true });
  }
}
