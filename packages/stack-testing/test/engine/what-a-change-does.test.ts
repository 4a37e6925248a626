// Proves that the document's tables are those that configuration-changes.test.ts and replacements.test.ts prove.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { currentDocument, documentPath } from "./what-a-change-does.ts";

describe("docs/what-a-change-does.md", () => {
  it("has the tables that the tests expect; write them with node test/engine/write-what-a-change-does.ts", () => {
    const document = readFileSync(documentPath, "utf8");
    assert.equal(document, currentDocument(document));
  });
});
