// How images.json is read and images are named; not that a registry has such a place.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ImageSettings, imageName, readImageSettings } from "../../src/index.ts";

describe("the images' settings", () => {
  let workspace: string;
  before(() => {
    workspace = mkdtempSync(join(tmpdir(), "images-"));
  });
  after(() => rmSync(workspace, { recursive: true }));

  const read = (content: unknown) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(join(workspace, "images.json"), text);
    return readImageSettings(workspace);
  };
  const good: ImageSettings = { registry: "docker.io", namespace: "acme", attestations: false };

  it("are read from images.json", () => {
    assert.deepEqual(read({ ...good, attestations: true }), { ...good, attestations: true });
  });

  for (const registry of ["localhost", "127.0.0.1:5000", "123456789012.dkr.ecr.us-east-1.amazonaws.com"]) {
    it(`may name ${registry}`, () => {
      assert.equal(read({ ...good, registry }).registry, registry);
    });
  }

  const rejected: [string, unknown, string][] = [
    [
      "an address in place of a host",
      { ...good, registry: "https://docker.io" },
      'images.json: registry must be the host of a registry such as docker.io, got "https://docker.io"; correct it',
    ],
    [
      "another name of Docker Hub",
      { ...good, registry: "index.docker.io" },
      'images.json: registry must be Docker Hub\'s usual name, got "index.docker.io"; use docker.io',
    ],
    [
      "a namespace with capitals",
      { ...good, namespace: "Acme" },
      'images.json: namespace must be an account or path in lower case such as acme, got "Acme"; correct it',
    ],
    [
      "attestations as text",
      { ...good, attestations: "yes" },
      'images.json: attestations must be true or false, got "yes"; correct it',
    ],
    [
      "a key that does not exist",
      { ...good, tag: "latest" },
      "images.json: must have only registry, namespace and attestations, got tag; remove it",
    ],
    ["a list", [], "images.json: its content must be a JSON object, got []; correct it"],
  ];
  for (const [what, content, message] of rejected) {
    it(`rejects ${what}`, () => {
      assert.throws(() => read(content), { message });
    });
  }

  it("rejects what is no JSON", () => {
    assert.throws(() => read("{"), { message: /^images\.json: must be a JSON object, got .+; correct it$/ });
  });
});

describe("the name of an image", () => {
  const settings: ImageSettings = { registry: "docker.io", namespace: "acme", attestations: false };

  it("is the service's for its app", () => {
    assert.equal(imageName(settings, "member", "app"), "docker.io/acme/member");
  });

  it("says nginx for its sidecar", () => {
    assert.equal(imageName(settings, "member", "nginx"), "docker.io/acme/member-nginx");
  });

  it("needs no namespace outside Docker Hub", () => {
    const registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
    assert.equal(imageName({ ...settings, registry, namespace: "" }, "member", "app"), `${registry}/member`);
  });

  it("rejects Docker Hub without an account", () => {
    assert.throws(() => imageName({ ...settings, namespace: "" }, "member", "app"), {
      message:
        'images.json: namespace must be your Docker Hub account or organization, got ""; set it there, or set registry to another one',
    });
  });
});
