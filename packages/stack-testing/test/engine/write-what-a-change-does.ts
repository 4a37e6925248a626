import { readFileSync, writeFileSync } from "node:fs";
import { currentDocument, documentPath } from "./what-a-change-does.ts";

/** Writes the tables of docs/what-a-change-does.md: `node test/engine/write-what-a-change-does.ts`. */
writeFileSync(documentPath, currentDocument(readFileSync(documentPath, "utf8")));
