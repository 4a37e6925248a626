import { got, type Problem } from "./problem.ts";

const domainName =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Checks a full domain name in lower case; with `wildcard`, its first label may be `*`. */
export function checkDomainName(
  propertyPath: string,
  name: string | undefined,
  options: { wildcard?: boolean; longest?: number } = {},
): Problem[] {
  const { wildcard = false, longest = 253 } = options;
  const base = wildcard ? withoutWildcard(name ?? "") : (name ?? "");
  if (domainName.test(base) && (name ?? "").length <= longest) return [];
  const examples = wildcard ? '"shop.example.com" or "*.example.com"' : '"shop.example.com"';
  return [
    {
      propertyPath,
      reason: `must be a domain name in lower case such as ${examples}, ${longest} characters at the most, got ${got(name)}`,
    },
  ];
}

/** `example.com` of `*.example.com`. */
export function withoutWildcard(name: string): string {
  return name.replace(/^\*\./, "");
}
