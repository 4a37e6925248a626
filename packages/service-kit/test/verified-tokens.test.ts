// Proves what is remembered of good tokens, with a clock of its own; that only good ones get there, authentication.test.ts.
import assert from "node:assert/strict";
import { mock } from "node:test";
import { createVerifiedTokens } from "../src/verified-tokens.ts";

describe("createVerifiedTokens", () => {
  beforeEach(() => mock.timers.enable({ apis: ["Date"], now: 1_000_000 }));
  afterEach(() => mock.timers.reset());

  const after = (milliseconds: number) => new Date(1_000_000 + milliseconds);

  it("knows nothing of a token that was not kept", () => {
    assert.equal(createVerifiedTokens().subjectOf("a"), undefined);
  });

  it("knows a token's subject for a minute", () => {
    const tokens = createVerifiedTokens();
    tokens.keep("a", "ann", after(3_600_000));
    mock.timers.tick(59_999);
    assert.equal(tokens.subjectOf("a"), "ann");
    mock.timers.tick(1);
    assert.equal(tokens.subjectOf("a"), undefined);
  });

  it("forgets a token when it expires, though kept a moment ago", () => {
    const tokens = createVerifiedTokens();
    tokens.keep("a", "ann", after(10));
    assert.equal(tokens.subjectOf("a"), "ann");
    mock.timers.tick(10);
    assert.equal(tokens.subjectOf("a"), undefined);
  });

  it("forgets the one that was checked longest ago when there are too many", () => {
    const tokens = createVerifiedTokens({ size: 2 });
    for (const token of ["a", "b", "a", "c"]) tokens.keep(token, `subject of ${token}`, after(1000));
    assert.deepEqual(
      ["a", "b", "c"].map((token) => tokens.subjectOf(token)),
      ["subject of a", undefined, "subject of c"],
    );
  });
});
