#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Before anything large is loaded: every later run starts faster.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/node-compile-cache", import.meta.url)));
const { runShip } = await import("./command-line.ts");
process.exitCode = await runShip(process.argv.slice(2));
