import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { splitTarget } from "../../listener-rules/request-match.ts";

/** The policy that nginx sends with a page: packages/nginx/core/page-headers.conf. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
};

/**
 * Answers `/` and `/assets/…` from a built page, in place of the service's nginx where that is not installed; false for
 * every other address, which is the app's.
 */
export function answerFromPage(folder: string, request: IncomingMessage, response: ServerResponse): boolean {
  const { path } = splitTarget(request.url ?? "/");
  if (path !== "/" && !path.startsWith("/assets/")) return false;
  const content = read(folder, path);
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!content || !isRead) {
    response.writeHead(isRead ? 404 : 405).end();
    return true;
  }
  response.writeHead(200, {
    "content-type": types[path === "/" ? ".html" : extname(path)] ?? "application/octet-stream",
    "content-length": content.length,
    "content-security-policy": pagePolicy,
    "x-content-type-options": "nosniff",
    "cache-control": path === "/" ? "no-cache" : "public, max-age=31536000, immutable",
  });
  response.end(content);
  return true;
}

/** Only names without folders: a path never leads out of the page. */
function read(folder: string, path: string): Buffer | undefined {
  if (path !== "/" && !/^\/assets\/[\w-][\w.-]*$/.test(path)) return undefined;
  try {
    return readFileSync(join(folder, path === "/" ? "index.html" : path));
  } catch {
    return undefined;
  }
}
