// What a container sees of layers: pure rules by table, and archives read from a real registry in every packing.
import assert from "node:assert/strict";
import {
  type FileNode,
  ImageFiles,
  type Layer,
  type LayerEntry,
  readLayer,
} from "../../src/preflight/image-files.ts";
import { parseManifest } from "../../src/registry/image-manifest.ts";
import { parseImageReference } from "../../src/registry/image-reference.ts";
import { RepositoryClient } from "../../src/registry/registry-client.ts";
import { type FaultyProxy, startFaultyProxy } from "../faulty-proxy.ts";
import { needsRegistry, type RegistryServer, startRegistry } from "../registry-server.ts";
import { type LayerFile, type LayerForm, pushImage } from "../sample-images.ts";

const program: FileNode = { kind: "file", executable: true };
const folder: FileNode = { kind: "folder" };
const link = (target: string): FileNode => ({ kind: "link", target });

describe("an image's files", () => {
  const cases: {
    name: string;
    layers: Record<string, LayerEntry["node"]>[];
    find: Record<string, boolean>;
  }[] = [
    {
      name: "are those of all layers",
      layers: [{ "bin/a": program }, { "bin/b": program }],
      find: { "/bin/a": true, "/bin/b": true, "/bin/c": false, "/a": false },
    },
    {
      name: "are hidden by a whiteout of a later layer, with what lies below",
      layers: [{ "opt/x/bin/a": program, "opt/xy": program }, { "opt/.wh.x": program }],
      find: { "/opt/x/bin/a": false, "/opt/xy": true, "/opt/.wh.x": false },
    },
    {
      name: "come back in a layer after the whiteout",
      layers: [{ a: program }, { ".wh.a": program }, { a: program }],
      find: { "/a": true },
    },
    {
      name: "of lower layers only are hidden by an opaque folder",
      layers: [
        { "opt/a": program, b: program },
        { "opt/new": program, "opt/.wh..wh..opq": program },
      ],
      find: { "/opt/a": false, "/opt/new": true, "/b": true },
    },
    {
      name: "go when a file takes their folder's place",
      layers: [{ opt: folder, "opt/a": program }, { opt: program }],
      find: { "/opt": true, "/opt/a": false },
    },
    {
      name: "are found through links, absolute and relative, of folders and of files",
      layers: [
        {
          bin: link("usr/bin"),
          "usr/bin/sh": link("/etc/shells/dash"),
          "etc/shells": link("../opt/./shells"),
        },
        { "opt/shells/dash": program },
      ],
      find: { "/bin/sh": true, "/usr/bin/../bin/sh": true, "/bin/bash": false },
    },
    {
      name: "are not found through links that lead in a circle",
      layers: [{ a: link("b"), b: link("a") }],
      find: { "/a": false },
    },
    {
      name: "have other names, and keep them when the first one goes",
      layers: [
        { "bin/perl5": program, "bin/perl": { kind: "hardlink", target: "bin/perl5" } },
        { "bin/.wh.perl5": program },
      ],
      find: { "/bin/perl": true, "/bin/perl5": false },
    },
  ];
  for (const { name, layers, find } of cases) {
    it(name, () => {
      const files = new ImageFiles(layers.map(layerOf));
      const found = Object.keys(find).map((path) => [path, files.find(path) !== undefined]);
      assert.deepEqual(Object.fromEntries(found), find);
    });
  }
});

describe("a layer", () => {
  let registry: RegistryServer;
  let proxy: FaultyProxy;
  before(needsRegistry);
  before(async () => {
    registry = await startRegistry();
    proxy = await startFaultyProxy(registry.host);
  });
  after(async () => {
    await proxy?.stop();
    await registry?.stop();
  });
  beforeEach(() => {
    proxy.fault = () => undefined;
  });

  const long = `${"deep/".repeat(40)}program`;
  const files: LayerFile[] = [
    { path: "./usr/" },
    { path: "usr/bin/node", content: "x".repeat(3000), mode: 0o755 },
    { path: "usr/bin/readme", content: "no program" },
    { path: "bin", symlink: "usr/bin" },
    { path: "usr/bin/nodejs", hardlink: "usr/bin/node" },
    { path: long, mode: 0o755 },
    { path: "usr/bin/far", symlink: `/${long}` },
    { path: "../outside", mode: 0o755 },
  ];
  for (const form of ["gzip", "zstd", "plain"] as LayerForm[]) {
    it(`is read when it is packed as ${form}`, async () => {
      const layer = await read([{ files, form }]);
      const image = new ImageFiles([layer]);
      assert.deepEqual(
        ["/bin/node", "/bin/nodejs", "/bin/readme", "/bin/far", "/usr", "/outside", "/../outside"].map(
          (path) => image.find(path),
        ),
        [program, program, { kind: "file", executable: false }, program, folder, undefined, undefined],
      );
      assert.equal(layer.unpackedBytes, 3010);
    });
  }

  it("is read when Docker named its type", async () => {
    const mediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    const layer = await read([{ files, mediaType }]);
    assert.equal(layer.entries.length, 7);
  });

  it("may be empty", async () => {
    assert.deepEqual(await read([{ files: [] }]), { entries: [], unpackedBytes: 0 });
  });

  const broken: { name: string; mediaType: string; form?: LayerForm; says: RegExp }[] = [
    {
      name: "of an unknown type",
      mediaType: "application/wasm",
      says: /^layer sha256:[0-9a-f]{12}… must be a tar archive as its type "application\/wasm" says, got "an unknown type"; push the image again$/,
    },
    {
      name: "that is not packed as its type says",
      mediaType: "application/vnd.oci.image.layer.v1.tar+zstd",
      says: /^layer sha256:[0-9a-f]{12}… must be a tar archive as its type ".*\+zstd" says, got ".+"; push the image again$/,
    },
    {
      name: "that is no archive",
      mediaType: "application/vnd.oci.image.layer.v1.tar",
      form: "zstd",
      says: /^layer sha256:[0-9a-f]{12}… must be a tar archive as its type ".*\.tar" says, got "TAR_.+"; push the image again$/,
    },
  ];
  for (const { name, mediaType, form, says } of broken) {
    it(`rejects one ${name}`, async () => {
      await assert.rejects(read([{ files, mediaType, form }]), { kind: "broken", message: says });
    });
  }

  it("rejects one that is cut off", async () => {
    const layer = read([{ files, form: "plain" }], () => "cut");
    await assert.rejects(layer, {
      kind: "broken",
      message: /must send blob sha256:.* to its end, got a part of it/,
    });
  });

  it("rejects one whose bytes were changed", async () => {
    const layer = read([{ files, form: "plain" }], () => "garble");
    await assert.rejects(layer, { kind: "broken" });
  });

  async function read(
    layers: { files: LayerFile[]; form?: LayerForm; mediaType?: string }[],
    fault: () => "cut" | "garble" | undefined = () => undefined,
  ): Promise<Layer> {
    const address = await pushImage(registry.host, "acme/layers", { layers });
    const reference = parseImageReference(address.replace(registry.host, proxy.host));
    const client = new RepositoryClient(reference);
    const manifest = parseManifest((await client.manifest(reference.digest ?? "")).body, "image");
    assert.ok(manifest.kind === "image" && manifest.layers[0] !== undefined);
    proxy.fault = fault;
    return readLayer(client, manifest.layers[0]);
  }
});

function layerOf(files: Record<string, LayerEntry["node"]>): Layer {
  return { entries: Object.entries(files).map(([path, node]) => ({ path, node })), unpackedBytes: 0 };
}
