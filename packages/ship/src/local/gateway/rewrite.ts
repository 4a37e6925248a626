import type { IncomingMessage } from "node:http";
import { splitTarget } from "../../listener-rules/request-match.ts";
import type { LocalRewrite } from "../plan/local-plan.ts";

/**
 * Changes URL and Host of a request as a rule's transforms say; what an expression does not match stays as it came.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html (November 2026)
 * @returns false when what came out is no path, which ALB answers with 500
 */
export function rewriteRequest(
  request: Pick<IncomingMessage, "url" | "headers">,
  rewrites: readonly LocalRewrite[],
): boolean {
  for (const { part, regex, replace } of rewrites) {
    if (part === "host") {
      request.headers.host = request.headers.host?.replace(regex, replace);
      continue;
    }
    const { path, query } = splitTarget(request.url ?? "/");
    const target = query === "" ? path : `${path}?${query}`;
    if (!regex.test(target)) continue;
    request.url = target.replace(regex, replace);
    if (!/^\/\S*$/.test(request.url)) return false;
  }
  return true;
}
