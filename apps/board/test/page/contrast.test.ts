// Proves the contrast of text by WCAG 2.2 AA, as far as colours are variables of base.css; which pair is where in the
// page is said here, and not looked up.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../../web/styles/base.css", import.meta.url), "utf8");
const modes = ["light", "dark"] as const;

function colours(mode: (typeof modes)[number]): Map<string, string> {
  const pairs = css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g);
  return new Map(
    [...pairs].map(([, name = "", light = "", dark = ""]) => [name, mode === "light" ? light : dark]),
  );
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/\w/g, "$&$&") : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const texts = [
  ["ink", ["ground", "raised", "tint", "field"]],
  ["muted", ["ground", "raised", "tint", "field"]],
  ["accent", ["ground", "raised"]],
  ["accent-strong", ["ground", "raised"]],
  ["on-accent", ["accent", "accent-strong"]],
  ["danger", ["ground", "raised", "danger-tint"]],
  ["on-danger", ["danger"]],
  ["on-warning", ["warning"]],
] as const;

describe("page colours", () => {
  for (const mode of modes) {
    const all = colours(mode);
    const of = (name: string) => all.get(name) ?? assert.fail(`no colour ${name}`);

    it(`have a contrast of 4.5 between text and ground, in ${mode} mode`, () => {
      for (const [text, grounds] of texts) {
        for (const ground of grounds) {
          const value = contrast(of(text), of(ground));
          assert.ok(value >= 4.5, `${text} on ${ground}: ${value.toFixed(2)}`);
        }
      }
    });

    it(`have a contrast of 3 between a field's edge, or the focus, and what is around, in ${mode} mode`, () => {
      for (const edge of ["field-line", "accent", "danger"]) {
        const value = contrast(of(edge), of("ground"));
        assert.ok(value >= 3, `${edge}: ${value.toFixed(2)}`);
      }
    });
  }
});
