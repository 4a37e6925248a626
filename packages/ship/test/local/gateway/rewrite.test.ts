// Proves what a rewrite changes in a request; through the gateway it is proven in gateway.test.ts.
import assert from "node:assert/strict";
import { rewriteRequest } from "../../../src/local/gateway/rewrite.ts";
import type { LocalRewrite } from "../../../src/local/plan/local-plan.ts";

function rewritten(url: string, rewrite: LocalRewrite, host = "localhost:8080") {
  const request = { url, headers: { host } };
  const isPath = rewriteRequest(request, [rewrite]);
  return { url: request.url, host: request.headers.host, isPath };
}

describe("rewriteRequest", () => {
  const strip: LocalRewrite = { part: "url", regex: /^\/api\/(.*)$/, replace: "/$1" };

  it("resolves dots first, as matching does, and leaves what is encoded", () => {
    const { url } = rewritten("/x/../api/%3Ay?q=/../", strip);
    assert.equal(url, "/%3Ay?q=/../");
  });

  it("takes path and query as one text", () => {
    const swap: LocalRewrite = { part: "url", regex: /^\/dp\/(.*)\?id=(.*)$/, replace: "/$2?name=$1" };
    assert.equal(rewritten("/dp/shoe?id=7", swap).url, "/7?name=shoe");
  });

  it("leaves a URL as it came where the expression does not match", () => {
    assert.deepEqual(rewritten("/x/../y", strip), { url: "/x/../y", host: "localhost:8080", isPath: true });
  });

  it("says when what comes out is no path", () => {
    const replaced = (replace: string) => rewritten("/api/x", { part: "url", regex: /^.*$/, replace }).isPath;
    assert.deepEqual(["x", "", "/a b", "/a"].map(replaced), [false, false, false, true]);
  });

  it("changes the Host header alone", () => {
    const internal: LocalRewrite = { part: "host", regex: /^(.+)\.example\.com$/, replace: "$1.internal" };
    assert.deepEqual(rewritten("/a.example.com", internal, "shop.example.com"), {
      url: "/a.example.com",
      host: "shop.internal",
      isPath: true,
    });
    assert.equal(rewritten("/", internal).host, "localhost:8080");
  });
});
