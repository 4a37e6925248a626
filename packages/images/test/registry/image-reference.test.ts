// How an image's address is read. That Docker reads each the same way is taken from its documentation.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatImageReference,
  type ImageReference,
  ImageReferenceError,
  isLoopback,
  parseImageReference,
} from "../../src/registry/image-reference.ts";

const digest = `sha256:${"0a".repeat(32)}`;

const part = fc.stringMatching(/^[a-z0-9]{1,8}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,8}){0,2}$/);
const registry = fc.oneof(
  fc.constantFrom("docker.io", "localhost:5000", "[::1]:5000", "ghcr.io", "Registry"),
  fc.stringMatching(/^[a-z0-9]{1,10}\.[a-z]{2,3}(?::[1-9]\d{1,3})?$/),
);
const reference = fc
  .record(
    {
      registry,
      repository: fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/")),
      tag: fc.stringMatching(/^\w[\w.-]{0,20}$/),
      digest: fc.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
    { requiredKeys: ["registry", "repository"], noNullPrototype: true },
  )
  .map((value): ImageReference => value);

describe("an image's address", () => {
  const read: [string, ImageReference][] = [
    ["node", { registry: "docker.io", repository: "library/node" }],
    ["node:24-slim", { registry: "docker.io", repository: "library/node", tag: "24-slim" }],
    ["acme/member", { registry: "docker.io", repository: "acme/member" }],
    ["docker.io/node", { registry: "docker.io", repository: "library/node" }],
    ["index.docker.io/acme/member", { registry: "docker.io", repository: "acme/member" }],
    ["registry-1.docker.io/acme/member", { registry: "docker.io", repository: "acme/member" }],
    [`docker.io/acme/member@${digest}`, { registry: "docker.io", repository: "acme/member", digest }],
    [`ghcr.io/acme/a/b:1@${digest}`, { registry: "ghcr.io", repository: "acme/a/b", tag: "1", digest }],
    ["localhost/member", { registry: "localhost", repository: "member" }],
    ["127.0.0.1:5000/member", { registry: "127.0.0.1:5000", repository: "member" }],
    ["[::1]:5000/member:2", { registry: "[::1]:5000", repository: "member", tag: "2" }],
  ];
  for (const [text, expected] of read) {
    it(`reads ${text.replace(digest, "sha256:…")}`, () => {
      assert.deepEqual(parseImageReference(text), expected);
    });
  }

  const rejected = [
    "",
    "/member",
    "acme/",
    "acme//member",
    "Acme",
    "acme/Member",
    "acme/member:",
    "acme/member:a b",
    "acme/member@sha256:0a",
    `acme/member@sha256:${"0A".repeat(32)}`,
    `acme/member@md5:${"0a".repeat(16)}`,
    "https://docker.io/acme/member",
    "acme/-member",
    "acme/../member",
    "acme/member\n",
    `docker.io/${"a".repeat(256)}`,
  ];
  for (const text of rejected) {
    it(`rejects ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => parseImageReference(text), ImageReferenceError);
    });
  }

  it("says what an address must look like", () => {
    assert.throws(() => parseImageReference("acme/Member"), {
      message:
        'image must be an address such as docker.io/acme/member@sha256:<64 hex digits>, got "acme/Member"; correct it',
    });
  });

  it("reads back whatever it writes", () => {
    fc.assert(
      fc.property(reference, (value) => {
        assert.deepEqual(parseImageReference(formatImageReference(value)), value);
      }),
    );
  });

  it("reads any text the same again, or rejects it", () => {
    const anything = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a-zA-Z0-9.:/@_-]{0,40}$/));
    fc.assert(
      fc.property(anything, (text) => {
        try {
          const value = parseImageReference(text);
          assert.deepEqual(parseImageReference(formatImageReference(value)), value);
        } catch (error) {
          assert.ok(error instanceof ImageReferenceError, String(error));
        }
      }),
    );
  });

  it("knows this machine's registries", () => {
    assert.deepEqual(
      ["localhost:5000", "127.0.0.1", "[::1]:5000", "127.0.0.1.example.com", "localhost.example"].map(
        isLoopback,
      ),
      [true, true, true, false, false],
    );
  });
});
