// Proves whose drafts the page keeps and how long; that it asks for them at the right moments is seen in a browser.
import assert from "node:assert/strict";
import { forgetDrafts, keepDraft, keptDraft } from "../../web/src/parts/draft.ts";
import { setSession } from "../../web/src/session.ts";

describe("page drafts", () => {
  const enter = (id: string) => setSession({ token: "t", expiresAt: "2100-01-01", me: { id, name: id } });
  beforeEach(() => {
    enter("ann");
    keepDraft("post", { name: "title", value: "Tea" });
    keepDraft("post", { name: "body", value: "Two kinds" });
  });

  it("are there again after a session has expired and the same member has logged in", () => {
    setSession(undefined);
    keptDraft("post");
    enter("ann");
    assert.deepEqual(keptDraft("post"), { title: "Tea", body: "Two kinds" });
    assert.deepEqual(keptDraft("comment"), {});
  });

  it("are forgotten when another member logs in", () => {
    setSession(undefined);
    enter("bob");
    assert.deepEqual(keptDraft("post"), {});
    enter("ann");
    assert.deepEqual(keptDraft("post"), {});
  });

  it("are forgotten at log-out", () => {
    forgetDrafts();
    assert.deepEqual(keptDraft("post"), {});
  });
});
