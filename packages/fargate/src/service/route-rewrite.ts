import type * as aws from "@pulumi/aws";
import { got, type Problem } from "../validation/problem.ts";

/**
 * One prefix of the path for another: `{ from: "/api/board", to: "/" }` strips it, so that `/api/board/x?y=1` reaches the
 * service as `/x?y=1`, and `/api/board` as `/`. The prefix ends where a segment does: `/api/boardroom` stays as it is.
 */
export interface RouteRewrite {
  /** What every path of the route begins with: `/api/board`, in segments of `A-Z a-z 0-9 _.~@:+-`; `/` puts `to` in front. */
  from: string;
  /** What stands there instead: `/`, `/v2`. */
  to: string;
}

const segments = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.~@:+-]+)+$/;
const longestPrefix = 128;

/** A regular expression of the path and query, and what stands in place of its match. */
export interface RewriteExpression {
  regex: string;
  replace: string;
}

/**
 * The rewrite in AWS's words. The expression takes path and query as one text, and the whole of it, so that nothing hangs
 * on how the load balancer treats what a match leaves over. AWS knows neither lookaheads nor backreferences, and says
 * nothing of the value of a group that took no part in a match: here each takes part in every match.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html (November 2026)
 */
export function rewriteExpression({ from, to }: RouteRewrite): RewriteExpression {
  const prefix = `^${from === "/" ? "" : from.replace(/[.+]/g, "\\$&")}`;
  // To the root: the query and then the end, or slashes, of which one is left, and then the rest.
  if (to === "/") return { regex: `${prefix}((?:\\?.*)?)(?:/+|$)(.*)$`, replace: "/$1$2" };
  return { regex: `${prefix}((?:[/?].*)?)$`, replace: `${to}$1` };
}

/** The rewrite that made this expression; undefined where another hand wrote it. */
export function readRewrite({ regex, replace }: RewriteExpression): RouteRewrite | undefined {
  const from = regex.slice(1, regex.indexOf("(")).replaceAll("\\", "") || "/";
  const to = replace.slice(0, replace.indexOf("$"));
  const made = rewriteExpression({ from, to });
  return made.regex === regex && made.replace === replace ? { from, to } : undefined;
}

/** The rewrite as a listener rule takes it. */
export function rewriteTransform(rewrite: RouteRewrite): aws.types.input.lb.ListenerRuleTransform {
  return { type: "url-rewrite", urlRewriteConfig: { rewrite: rewriteExpression(rewrite) } };
}

/** Checks both prefixes, and that every path of the route begins with the one that is replaced. */
export function checkRewrite(
  rewrite: RouteRewrite | undefined,
  paths: readonly string[] | undefined,
): Problem[] {
  if (rewrite === undefined) return [];
  const { from, to } = rewrite;
  const problems = [...checkPrefix("from", from), ...checkPrefix("to", to)];
  if (problems.length > 0) return problems;
  if (from === to) {
    return [
      { propertyPath: "rewrite.to", reason: `must differ from from, got ${got(to)}; leave rewrite out` },
    ];
  }
  const base = from === "/" ? "" : from;
  if (paths === undefined || paths.length === 0) {
    const reason = `must come with paths that begin with ${got(from)}, got none; set paths to [${from === "/" ? "" : `${got(from)}, `}"${base}/*"]`;
    return [{ propertyPath: "rewrite", reason }];
  }
  return paths.flatMap((path, index) => {
    if (path.startsWith(base) && /^(?:$|[/*])/.test(path.slice(base.length))) return [];
    const reason = `must begin with ${got(from)}, which rewrite.from replaces, and go on with "/", "*" or nothing, got ${got(path)}; change one of them, or serve it by another service`;
    return [{ propertyPath: `paths[${index}]`, reason }];
  });
}

function checkPrefix(field: keyof RouteRewrite, prefix: string): Problem[] {
  if (prefix === "/" || (segments.test(prefix) && prefix.length <= longestPrefix)) return [];
  const reason = `must be "/", or segments of A-Z a-z 0-9 _.~@:+- with "/" before each and none at the end, ${longestPrefix} characters at the most, got ${got(prefix)}`;
  return [{ propertyPath: `rewrite.${field}`, reason }];
}
