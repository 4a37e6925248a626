import { type FaultyProxy, startFaultyProxy } from "./faulty-proxy.ts";
import { needsRegistry, type RegistryServer, startRegistry } from "./registry-server.ts";

/** The registry of the suite that runs. */
export let registry: RegistryServer;
/** In front of it; passes everything on when a test begins. */
export let proxy: FaultyProxy;

/** Gives the suite it is called in an empty registry with a proxy in front; skips the suite where there is none. */
export function withProxiedRegistry(): void {
  let isStarted = false;
  before(needsRegistry);
  before(async () => {
    registry = await startRegistry();
    proxy = await startFaultyProxy(registry.host);
    isStarted = true;
  });
  after(async () => {
    if (!isStarted) return;
    await proxy.stop();
    await registry.stop();
  });
  beforeEach(() => {
    proxy.requests.length = 0;
    proxy.fault = () => undefined;
  });
}
