// How a stack file is read and edited; that Pulumi reads the result is proven by the stacks' own tests.
import assert from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

  const outdated = lines
    .replaceAll("1".repeat(64), "a".repeat(64))
    .replaceAll("2".repeat(64), "b".repeat(64));
  const asWritten: [string, string][] = [
    ["numbers", "  a:b: 007\n  a:c: 1e3\n  a:d: 0x10\n  a:e: 1.00\n  a:f: 123456789012345678901234567890\n"],
    ["nothing in two ways", "  a:b: ~\n  a:c:\n"],
    ["blank lines", "  a:b: 1\n\n\n  a:c: 2\n"],
    ["comments side by side", "  a:b: 1      # one\n  a:cccc: 2   # two\n  a:d: 3\t# three\n"],
    ["comments at other depths", "    # deeper\n  # as deep\n# less deep\n  a:b: 1\n"],
    ["blanks before values", "  a:b:   1\n  a:c:    text\n"],
    ["text over two lines", '  a:b: one two\n    three four\n  a:c: "one two\n    three"\n'],
    ["blocks of text", "  a:b: >-\n    one two\n    three\n  a:d: |\n    line 1\n      line 2\n"],
    ["quotes", "  a:b: '1'\n  a:c: \"\\u00e9\"\n"],
    ["long lines", `  a:b:\n    secure: ${"A".repeat(400)}\n`],
    ["a list over many lines", "  a:b: [\n    1,\n    2\n  ]\n"],
    ["lists as deep as their keys", "  a:b:\n  - 1\n  - 2\n"],
    ["lists deeper than their keys", "  a:b:\n    -   name: x\n        y: 1\n    - name: z\n"],
    ["mappings with and without blanks", "  a:b: {c: 1}\n  a:d: { e: 1 }\n"],
    ["mappings of two depths", "  a:b:\n      c: 1\n  a:d:\n    e: 1\n"],
    ["anchors and tags", "  a:b: &x {c: 1}\n  a:d: *x\n  a:e: !!str 1\n"],
  ];
  for (const [what, text] of asWritten) {
    it(`keeps as it is written: ${what}`, () => {
      for (const head of [
        "config:\n",
        "---\n# The shop.\nconfig:\n",
        "\uFEFFencryptionsalt: v1:abc=\nconfig:\n",
      ]) {
        for (const tail of ["", "  # the end of it\n\n# the end\n", "  z:z: 007 # last\n"]) {
          for (const lineEnd of ["\n", "\r\n"]) {
            const write = (images: string) => (head + text + images + tail).replaceAll("\n", lineEnd);
            assert.equal(edited(write(outdated)), write(lines));
            // Without a tail, which a first release comes after, and the other file's last comment before.
            if (tail === "") assert.equal(edited(write("")), write(lines));
          }
        }
      }
    });
  }

  const { app, nginx } = images;
  const inOneLine = `{ app: ${app}, nginx: ${nginx} }`;
  for (const [what, before, after] of [
    ["the quotes around an image", `{ app: "old", nginx: 'old' }`, `{ app: "${app}", nginx: '${nginx}' }`],
    ["images in one line", "{ app: old }", inOneLine],
    ["images without blanks", "{app: old}", `{app: ${app}, nginx: ${nginx}}`],
    ["an empty mapping", "{} # none yet", `${inOneLine} # none yet`],
    ["an explicit nothing", "~", inOneLine],
    ["an empty value", "# none yet", `# none yet\n    app: ${app}\n    nginx: ${nginx}`],
    ["one image without value", `\n    app:\n    nginx: old`, `\n    app: ${app}\n    nginx: ${nginx}`],
    [
      "one image in a block",
      `\n    app: >-\n      old\n    nginx: old`,
      `\n    app: ${app}\n    nginx: ${nginx}`,
    ],
    ["one image", `\n    nginx: old # new`, `\n    nginx: ${nginx} # new\n    app: ${app}`],
  ] as const) {
    it(`gets its images where it has ${what}`, () => {
      const write = (value: string) => `config:\n  a:b: 007\n  starter-shop:images: ${value}\n  c:d: 1e3\n`;
      assert.equal(edited(write(before)), write(after));
    });
  }

  it("gets its images in the depth that its mappings have", () => {
    const text = "config:\n    a:b:\n        c: 1\n";
    assert.equal(edited(text), text + lines.replaceAll("  ", "    "));
  });

  it("that does not end its last line gets images in new lines", () => {
    assert.equal(edited("config:\n  a:b: 1"), `config:\n  a:b: 1\n${lines.trimEnd()}`);
    assert.equal(edited(`config:\n${outdated.trimEnd()}`), `config:\n${lines.trimEnd()}`);
  });

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
        const before = stringify({ encryptionsalt: "v1:x", config });
        const text = edited(before);
        assert.deepEqual(parse(text), {
          encryptionsalt: "v1:x",
          config: { ...JSON.parse(JSON.stringify(config)), "starter-shop:images": images },
        });
        if (Object.keys(config).length === 0) return;
        assert.equal(text, before + lines);
        assert.equal(edited(before + outdated), before + lines);
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
    [
      "an image that is a list",
      "config:\n  starter-shop:images:\n    app: [latest]\n",
      'stacks/shop/Pulumi.dev.yaml: app must be an image\'s address, got ["latest"]; correct it',
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
    writeFileSync(path, "old");
    // The umask must not take away from it.
    chmodSync(path, 0o666);
    const files = readdirSync(workspace);
    replaceFile(path, "new");
    assert.deepEqual([readFileSync(path, "utf8"), statSync(path).mode & 0o777], ["new", 0o666]);
    assert.deepEqual(readdirSync(workspace), files);
  });

  it("is replaced where a link leads, and the link stays", () => {
    const [path, link] = [join(workspace, "file.yaml"), join(workspace, "link.yaml")];
    writeFileSync(path, "old");
    symlinkSync(path, link);
    replaceFile(link, "new");
    assert.deepEqual([readFileSync(path, "utf8"), lstatSync(link).isSymbolicLink()], ["new", true]);
  });

  it("rejects a place that cannot be written", () => {
    assert.throws(() => replaceFile(join(workspace, "gone/file.yaml"), "new"), {
      message: `${join(workspace, "gone/file.yaml")}: must be writable, got ENOENT; correct it`,
    });
  });
});
