import assert from "node:assert/strict";
import { Problem } from "@starter/service-kit";
import fc from "fast-check";
import { decodeCursor, encodeCursor } from "../src/page.ts";

describe("cursor", () => {
  it("gives back every id", () => {
    fc.assert(fc.property(fc.uuid(), (id) => assert.equal(decodeCursor(encodeCursor(id)), id)));
  });

  it("rejects every other text with a 400 problem", () => {
    const isOwn = (text: string) => /^[\w-]{22}$/.test(text);
    fc.assert(
      fc.property(
        fc.string({ maxLength: 64 }).filter((text) => !isOwn(text)),
        (text) =>
          assert.throws(
            () => decodeCursor(text),
            (error) => error instanceof Problem && error.status === 400,
          ),
      ),
    );
  });
});
