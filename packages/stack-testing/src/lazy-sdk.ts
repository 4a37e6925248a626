/**
 * To be imported before the SDK: what programs like those here have no use for loads once it is used. That is all but a
 * few of AWS's services, the Automation API, tracing, and what turns functions into Lambda code, with npm's installer,
 * TypeScript and a debugger of every script. It is two thirds of a program's start.
 */
import { readdirSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";

type Exports = Record<PropertyKey, unknown>;

const require = createRequire(import.meta.url);
const sdk = createRequire(require.resolve("@pulumi/pulumi"));

const aws = dirname(require.resolve("@pulumi/aws"));
for (const entry of readdirSync(aws, { withFileTypes: true })) {
  if (entry.isDirectory()) loadAtFirstUse(join(aws, entry.name, "index.js"));
}
loadAtFirstUse(sdk.resolve("./automation"));
loadAtFirstUse(sdk.resolve("./provider"));
loadAtFirstUse(sdk.resolve("./runtime/closure/codePaths"), { calls: ["computeCodePaths"] });
loadAtFirstUse(sdk.resolve("./runtime/closure/serializeClosure"), {
  calls: ["serializeFunction", "serializeFunctionAsync"],
});
// The runner waits for it before each program.
loadAtFirstUse(sdk.resolve("./runtime/closure/v8Hooks"), { known: { isInitializedAsync: async () => {} } });
// The runner's spans, of which nothing is recorded where nobody asked for tracing.
const span = { addEvent: () => {}, setAttribute: () => {}, end: () => {} };
loadAtFirstUse(sdk.resolve("./cmd/run/tracing"), { known: { newSpan: () => span } });

/** `known` is answered without loading the module; functions that the SDK copies at its start load it by their `calls`. */
function loadAtFirstUse(
  path: string,
  { calls = [], known = {} }: { calls?: string[]; known?: Exports } = {},
) {
  let loaded: Exports | undefined;
  const load = () => {
    if (loaded === undefined) {
      delete require.cache[path];
      loaded = require(path) as Exports;
    }
    return loaded;
  };
  // As an ES module, or whoever imports it would copy its properties.
  const answered: Exports = { __esModule: true, ...known };
  for (const name of calls) {
    answered[name] = (...args: unknown[]) => (load()[name] as (...args: unknown[]) => unknown)(...args);
  }
  const module = new Module(path);
  module.exports = new Proxy(answered, { get: (_, key) => (key in answered ? answered[key] : load()[key]) });
  module.loaded = true;
  require.cache[path] = module;
}
