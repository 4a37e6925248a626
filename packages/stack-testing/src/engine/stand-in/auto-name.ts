import { defaultsKey } from "./diff.ts";
import type { PhysicalName, Properties } from "./subject.ts";

/** Why inputs are refused before anything is asked of AWS. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/**
 * Gives a resource its physical name as Pulumi does: the name in the program, a hyphen and seven hexadecimal digits,
 * kept from then on; an error where that is too long. `digits` makes the same seven for the same resource.
 * https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
 */
export function nameResource(
  { property, longest, lowerCase = false }: PhysicalName,
  name: string,
  olds: Properties,
  news: Properties,
  digits: string,
): { inputs: Properties; failures: CheckFailure[] } {
  const given = news[property];
  if (given !== undefined) {
    const tooLong = typeof given === "string" && given.length > longest;
    const reason = `must be ${longest} characters at the most, got ${String(given).length}: ${JSON.stringify(given)}`;
    return { inputs: news, failures: tooLong ? [{ property, reason }] : [] };
  }
  if (news[`${property}Prefix`] !== undefined) return { inputs: news, failures: [] };
  const kept = (olds[defaultsKey] as string[] | undefined)?.includes(property) ? olds[property] : undefined;
  const madeUp = kept ?? `${lowerCase ? name.toLowerCase() : name}-${digits}`;
  const inputs = { ...news, [property]: madeUp, [defaultsKey]: [property] };
  if (String(madeUp).length <= longest) return { inputs, failures: [] };
  const reason = `name ${JSON.stringify(`${name}-`)} plus 7 random chars is longer than maximum length ${longest}`;
  return { inputs, failures: [{ property, reason }] };
}
