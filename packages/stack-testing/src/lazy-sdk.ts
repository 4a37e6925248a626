/**
 * To be imported before the SDK: what only programs that turn functions into Lambda code use of it, npm's installer,
 * TypeScript and a debugger of every script, loads once it is used, and so does awsx's old API. It is half a program's
 * time.
 */
import { createRequire, Module } from "node:module";

const require = createRequire(import.meta.url);
const sdk = createRequire(require.resolve("@pulumi/pulumi"));

loadAtFirstUse(sdk.resolve("@npmcli/arborist"));
loadAtFirstUse(sdk.resolve("typescript"));
// The runner waits for it before each program.
loadAtFirstUse(sdk.resolve("./runtime/closure/v8Hooks"), { isInitializedAsync: async () => {} });
loadAtFirstUse(require.resolve("@pulumi/awsx/classic"));

/** `known` is answered without loading the module. */
function loadAtFirstUse(path: string, known: Record<PropertyKey, unknown> = {}): void {
  let loaded: Record<PropertyKey, unknown> | undefined;
  const load = () => {
    if (loaded === undefined) {
      delete require.cache[path];
      loaded = require(path) as Record<PropertyKey, unknown>;
    }
    return loaded;
  };
  // As an ES module, or whoever imports it would copy its properties.
  const answered: Record<PropertyKey, unknown> = { __esModule: true, ...known };
  const module = new Module(path);
  module.exports = new Proxy(answered, { get: (_, key) => (key in answered ? answered[key] : load()[key]) });
  module.loaded = true;
  require.cache[path] = module;
}
