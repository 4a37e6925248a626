// The scripts image:build and image:push of an app, which run it in the app's folder. JavaScript: the cache that it turns on
// has the other modules without their types, so what strips them is not loaded.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Before anything large is loaded: every later run starts faster.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/node-compile-cache", import.meta.url)));
const { runVerb } = await import("./run-verb.ts");
process.exitCode = await runVerb(process.argv[2], process.cwd());
