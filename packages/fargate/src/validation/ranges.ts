import { got, type Problem } from "./problem.ts";

/** Checks a whole number in a closed range; `undefined` passes, since a default takes its place. */
export function checkInteger(
  propertyPath: string,
  value: number | undefined,
  range: { min: number; max: number; unit?: string },
): Problem[] {
  if (value === undefined) return [];
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return [];
  const unit = range.unit === undefined ? "" : ` ${range.unit}`;
  return [
    {
      propertyPath,
      reason: `must be a whole number from ${range.min} to ${range.max}${unit}, got ${got(value)}`,
    },
  ];
}
