// Proves the page's words for what goes wrong, in each language; what it looks like is seen in a browser.
import assert from "node:assert/strict";
import { ApiError } from "../../web/src/http.ts";

/** The words as a reader sees them whose browser has this language: a module is read once for each address. */
async function wordsFor(locale: string): Promise<typeof import("../../web/src/language/language.ts")> {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator") ?? {};
  Object.defineProperty(globalThis, "navigator", { value: { languages: [locale] }, configurable: true });
  try {
    return await import(`../../web/src/language/language.ts?${locale}`);
  } finally {
    Object.defineProperty(globalThis, "navigator", before);
  }
}

describe("page language", () => {
  const fields = ["email", "password", "name", "title", "body", "q"];

  it("says in Korean what the server did not accept of each field, without the server's English", async () => {
    const { explainField, language } = await wordsFor("ko-KR");
    assert.equal(language, "ko");
    for (const field of fields) assert.match(explainField(field), /^받아들여지지 않았습니다: .*[가-힣].*\.$/);
    assert.equal(
      explainField("email"),
      "받아들여지지 않았습니다: name@example.com과 같은 형식으로 써 주세요.",
    );
    assert.equal(explainField("other"), "받아들여지지 않았습니다.");
  });

  it("says the same in English", async () => {
    const { explain, explainField } = await wordsFor("en-GB");
    for (const field of fields) assert.match(explainField(field), /^This was not accepted: .*[a-z]\.$/);
    assert.equal(
      explain(new ApiError("refused", ["q"])),
      "This was not accepted: search for eight words at most.",
    );
    assert.equal(explain(new ApiError("refused")), "The server did not accept this.");
  });

  it("speaks English to those whose languages it does not know", async () => {
    assert.equal((await wordsFor("fr-FR")).language, "en");
  });
});
