import { readFileSync, writeFileSync } from "node:fs";
import { currentReadme, readmePath } from "./readme.ts";

/** Writes the generated parts of the README: `pnpm --filter @starter/fargate reference`. */
writeFileSync(readmePath, await currentReadme(readFileSync(readmePath, "utf8")));
