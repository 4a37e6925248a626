import assert from "node:assert/strict";
import { isPrivate, parseCidrBlock } from "../../src/platform/cidr-block.ts";

describe("IPv4 range", () => {
  it("is read as its first address and the length of its prefix", () => {
    assert.deepEqual(parseCidrBlock("10.1.2.0/24"), { first: 0x0a010200, mask: 24 });
    assert.deepEqual(parseCidrBlock("255.255.255.255/32"), { first: 0xffffffff, mask: 32 });
    assert.deepEqual(parseCidrBlock("0.0.0.0/0"), { first: 0, mask: 0 });
  });

  for (const text of ["10.0.0.0", "10.0.0/16", "10.0.0.256/32", "10.0.0.0/33", "10.0.0.1/16", "::/0", ""]) {
    it(`rejects ${JSON.stringify(text)}`, () => assert.equal(parseCidrBlock(text), undefined));
  }

  for (const [text, expected] of [
    ["10.0.0.0/8", true],
    ["10.255.0.0/16", true],
    ["172.16.0.0/12", true],
    ["172.31.255.0/24", true],
    ["192.168.0.0/16", true],
    ["10.0.0.0/7", false],
    ["11.0.0.0/16", false],
    ["172.32.0.0/16", false],
    ["192.169.0.0/16", false],
  ] as const) {
    it(`${text} is ${expected ? "" : "not "}private`, () => {
      const range = parseCidrBlock(text);
      assert.equal(range !== undefined && isPrivate(range), expected);
    });
  }
});
