import type { RuleCondition } from "../provider-inputs.ts";

/** The conditions of a rule for people: `/api/posts*`, `Host: example.com`, `POST`, `?version=2`, `from 10.0.0.0/8`. */
export function describeConditions(conditions: readonly RuleCondition[]): string[] {
  return conditions.flatMap(
    ({ pathPattern, hostHeader, httpHeader, httpRequestMethod, queryStrings, sourceIp }) => [
      ...textsOf(pathPattern),
      ...textsOf(hostHeader).map((host) => `Host: ${host}`),
      ...(httpRequestMethod?.values ?? []),
      ...textsOf(httpHeader).map((value) => `${httpHeader?.httpHeaderName}: ${value}`),
      ...(queryStrings ?? []).map(({ key, value }) => `?${key === undefined ? "" : `${key}=`}${value}`),
      ...(sourceIp?.values ?? []).map((range) => `from ${range}`),
    ],
  );
}

function textsOf(condition: RuleCondition["pathPattern"]): string[] {
  return [...(condition?.values ?? []), ...(condition?.regexValues ?? []).map((regex) => `regex ${regex}`)];
}
