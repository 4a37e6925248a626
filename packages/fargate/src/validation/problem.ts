/** One mistake in a component's arguments. */
export interface Problem {
  /** The caller's field, for example `containers.app.image`. */
  propertyPath: string;
  /** What must hold, what was got, what to do: lower case, no full stop. */
  reason: string;
}

/** `a, b or c`, for texts. */
export function listed(values: readonly (string | number)[], last = "or"): string {
  if (values.length < 2) return values.join("");
  return `${values.slice(0, -1).join(", ")} ${last} ${values.at(-1)}`;
}

/** What was got, as a text: `"a"`, `300`, `NaN`, `nothing`. */
export function got(value: unknown): string {
  // JSON writes NaN and Infinity as null.
  if (typeof value === "number") return String(value);
  return value === undefined || value === null || value === "" ? "nothing" : JSON.stringify(value);
}
