// How a stack file is read and edited; that Pulumi reads the result is proven by the stacks' own tests.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { readStackFile, replaceFile } from "../../src/release/stack-file.ts";

const image = (name: string, digit: string) => `docker.io/acme/${name}@sha256:${digit.repeat(64)}`;
const images = { app: image("shop", "1"), nginx: image("shop-nginx", "2") };
const lines = `  starter-shop:images:
    app: ${images.app}
    nginx: ${images.nginx}
`;

describe("a stack file", () => {
  let workspace: string;
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), "release-"));
    mkdirSync(join(workspace, "stacks/shop"), { recursive: true });
    writeFileSync(join(workspace, "stacks/shop/Pulumi.yaml"), "name: starter-shop\n");
  });
  afterEach(() => rmSync(workspace, { recursive: true }));

  const read = (text: string) => {
    writeFileSync(join(workspace, "stacks/shop/Pulumi.dev.yaml"), text);
    return readStackFile(workspace, "shop", "dev");
  };
  const edited = (text: string) => read(text).withImages(images);

  it("gets its first images at the end of its configuration", () => {
    const text = "config:\n  aws:region: ap-northeast-2\n";
    assert.equal(edited(text), text + lines);
  });

  it("keeps comments, blank lines, quotes, long lines and the order of keys", () => {
    const long = `  starter-shop:note: "${"a long text ".repeat(20)}" # as it is\n`;
    const head = `# The shop in dev.\nencryptionsalt: v1:abc=\n\nconfig:\n  # where\n  aws:region: 'ap-northeast-2'\n\n${long}`;
    const tail = "  starter-shop:count: 2 # enough\n\n# the end\n";
    const old = lines
      .replaceAll("1".repeat(64), "a".repeat(64))
      .replace("    nginx", "    # with the page\n    nginx");
    assert.equal(
      edited(head + old + tail),
      head + lines.replace("    nginx", "    # with the page\n    nginx") + tail,
    );
  });

  it("tells what it names now", () => {
    assert.deepEqual(read(`config:\n${lines}`).images, images);
    assert.deepEqual(read(`config:\n  starter-shop:images:\n    app: ${images.app}\n`).images, {
      app: images.app,
    });
    assert.deepEqual(read("").images, {});
  });

  it("is the same again when nothing changed", () => {
    const text = `config:\n  aws:region: eu-central-1\n${lines}  starter-shop:cpu: 256\n`;
    assert.equal(edited(text), text);
  });

  for (const [what, text] of [
    ["is empty", ""],
    ["has only a comment", "# nothing yet\n"],
    ["has an empty config", "config:\n"],
    ["has empty images", "config:\n  starter-shop:images:\n"],
    ["has images written in one line", 'config: { "starter-shop:images": { app: old } }\n'],
  ] as const) {
    it(`that ${what} gets images`, () => {
      const after = edited(text);
      assert.deepEqual(parse(after), { config: { "starter-shop:images": images } });
      if (text.startsWith("#")) assert.match(after, /^# nothing yet$/m);
    });
  }

  for (const [what, text] of [
    ["four blanks", "config:\n    a:b:\n        c: 1\n"],
    ["lists as deep as their keys", "config:\n  a:b:\n  - 1\n  - 2\n"],
    ["lists deeper than their keys", "config:\n  a:b:\n    - 1\n    - 2\n"],
    ["mappings without blanks", "config:\n  a:b: {c: 1}\n"],
  ] as const) {
    it(`keeps its way of writing: ${what}`, () => {
      assert.ok(edited(text).startsWith(text), edited(text));
    });
  }

  it("keeps another image of its own", () => {
    const text = `config:\n  starter-shop:images:\n    worker: ${image("worker", "3")}\n`;
    assert.deepEqual(parse(edited(text)).config["starter-shop:images"], {
      worker: image("worker", "3"),
      ...images,
    });
  });

  it("changes nothing but its images, whatever else is there", () => {
    const key = fc.stringMatching(/^[a-z]{1,8}:[a-zA-Z]{1,12}$/);
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.array(fc.string(), { maxLength: 3 }),
      fc.record({ secure: fc.base64String() }),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 6 }), (config) => {
        const after = parse(edited(stringify({ encryptionsalt: "v1:x", config })));
        assert.deepEqual(after, {
          encryptionsalt: "v1:x",
          config: { ...JSON.parse(JSON.stringify(config)), "starter-shop:images": images },
        });
      }),
      { numRuns: 100 },
    );
  });

  const rejected: [string, string, RegExp | string][] = [
    [
      "what is no YAML",
      "config:\n  a: [1\n",
      /^stacks\/shop\/Pulumi\.dev\.yaml:3: must be YAML, got ".+"; correct it$/,
    ],
    [
      "a key that is there twice",
      "config:\n  a:b: 1\n  a:b: 2\n",
      'stacks/shop/Pulumi.dev.yaml:3: must be YAML, got "Map keys must be unique"; correct it',
    ],
    ["a list", "- 1\n", "stacks/shop/Pulumi.dev.yaml: its content must be a mapping, got [1]; correct it"],
    [
      "a configuration that is a text",
      "config: yes, please\n",
      'stacks/shop/Pulumi.dev.yaml: config must be a mapping, got "yes, please"; correct it',
    ],
    [
      "images that are a text",
      "config:\n  starter-shop:images: latest\n",
      'stacks/shop/Pulumi.dev.yaml: starter-shop:images must be a mapping, got "latest"; correct it',
    ],
  ];
  for (const [what, text, message] of rejected) {
    it(`rejects ${what}`, () => {
      assert.throws(() => read(text), { message });
    });
  }

  it("rejects an environment without a file", () => {
    assert.throws(() => readStackFile(workspace, "shop", "qa"), {
      message: "stacks/shop/Pulumi.qa.yaml: must be there to name the images that run, got ENOENT; create it",
    });
  });

  it("is replaced with its mode kept and nothing left beside it", () => {
    const path = join(workspace, "file.yaml");
    writeFileSync(path, "old", { mode: 0o640 });
    replaceFile(path, "new");
    assert.deepEqual([readFileSync(path, "utf8"), statSync(path).mode & 0o777], ["new", 0o640]);
  });

  it("rejects a place that cannot be written", () => {
    assert.throws(() => replaceFile(join(workspace, "gone/file.yaml"), "new"), {
      message: `${join(workspace, "gone/file.yaml")}: must be writable, got ENOENT; correct it`,
    });
  });
});
