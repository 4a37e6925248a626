// Node's own type stripping, as every stack of this repository runs.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const program = process.argv[2] ?? "";
await require("./stand-in.cjs")(() => import(pathToFileURL(program).href));
