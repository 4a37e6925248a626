// Proves that the idle times of load balancer, nginx and app, which stand in three packages, form the chain of
// docs/decisions/0003-timings.md; that they lose no request is proven where they run.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defaults } from "../src/index.ts";

const packages = join(import.meta.dirname, "../..");

/** The only number that the pattern finds in a file of another package. */
async function numberIn(file: string, pattern: RegExp): Promise<number> {
  const found = [...(await readFile(join(packages, file), "utf8")).matchAll(pattern)];
  assert.equal(found.length, 1, `${file} has ${found.length} of ${pattern}`);
  return Number(found[0]?.[1]?.replaceAll("_", ""));
}

describe("keep-alive chain", () => {
  it("closes an idle connection first at the end that sends requests into it", async () => {
    const nginx = await numberIn("nginx/core/keep-alive.conf", /^keepalive_timeout (\d+)s;/gm);
    const nginxToApp = await numberIn("nginx/core/upstream.conf", /^\s*keepalive_timeout (\d+)s;/gm);
    const app = (await numberIn("service-kit/src/app.ts", /keepAliveTimeout: ([\d_]+)/g)) / 1000;
    const { idleTimeoutSeconds, containerKeepAliveSeconds } = defaults.loadBalancer;
    assert.ok(idleTimeoutSeconds < containerKeepAliveSeconds);
    assert.equal(containerKeepAliveSeconds, Math.min(nginx, app));
    assert.ok(nginxToApp < app);
  });
});
