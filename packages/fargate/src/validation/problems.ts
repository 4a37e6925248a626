import * as pulumi from "@pulumi/pulumi";

/** One mistake in a component's arguments. */
export interface Problem {
  /** The caller's field, for example `containers.app.image`. */
  propertyPath: string;
  /** What must hold, what was got, what to do: lower case, no full stop. */
  reason: string;
}

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
    // The CLI prints the stack of an error thrown by a program; for a mistake in arguments only its text helps.
    error.stack = error.message;
    throw error;
  }
}

/** `a, b or c`, for texts. */
export function listed(values: readonly (string | number)[], last = "or"): string {
  if (values.length < 2) return values.join("");
  return `${values.slice(0, -1).join(", ")} ${last} ${values.at(-1)}`;
}

/** What was got, as a text: `"a"`, `300`, `nothing`. */
export function got(value: unknown): string {
  return value === undefined || value === null || value === "" ? "nothing" : JSON.stringify(value);
}
