// What a failed push leaves running, at a registry that takes nothing; that images arrive is proven beside it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pushService } from "../../src/push/push-service.ts";
import { writeSampleLayout } from "../sample-layout.ts";

describe("pushing a service", () => {
  it("ends every request when one is refused", async () => {
    const workspace = mkdtempSync(join(tmpdir(), "push-"));
    const silent = Promise.withResolvers<ServerResponse>();
    // Never answers for nginx's image, and refuses the app's once nginx's waits.
    const server = createServer(async (request, response) => {
      if (request.url?.includes("shop-nginx")) silent.resolve(response);
      else {
        await silent.promise;
        response.writeHead(403).end();
      }
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      const folder = join(workspace, "apps/shop/image");
      mkdirSync(folder, { recursive: true });
      const settings = { registry, namespace: "acme", attestations: false };
      writeFileSync(join(workspace, "images.json"), JSON.stringify(settings));
      for (const part of ["app", "nginx"]) {
        const { digest } = writeSampleLayout(folder, part);
        const built = { digest, base: `${registry}/library/node:24` };
        writeFileSync(join(folder, `${part}.json`), JSON.stringify(built));
      }
      const closed = silent.promise.then((response) => once(response, "close"));
      await assert.rejects(pushService(workspace, "shop", { DOCKER_CONFIG: workspace }), {
        message: new RegExp(`^${registry}/acme/shop: must take a push, got 403 `),
      });
      await closed;
    } finally {
      server.closeAllConnections();
      server.close();
      rmSync(workspace, { recursive: true });
    }
  });
});
