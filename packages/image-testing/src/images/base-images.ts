import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { docker } from "../engine/docker.ts";
import { unpacked } from "../engine/find-engine.ts";
import type { Engine } from "../engine/start-engine.ts";

/** Addresses of the images that stand in for Docker Hub's `node` and `nginx`, as the Dockerfiles' BASE. */
export interface BaseImages {
  node: string;
  nginx: string;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

const run = promisify(execFile);
const type = (kind: string) => `application/vnd.oci.image.${kind}`;
// The same files for both: COPY needs no program of the other architecture, and only the machine's own is run.
const platforms = [{ architecture: "amd64" }, { architecture: "arm64", variant: "v8" }];
const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Whether base images are made here, as `.ci/docker-engine` found no Docker Hub; otherwise the real ones are pulled. */
export function areBasesMade(): boolean {
  return existsSync(join(unpacked, "base.tar"));
}

/**
 * Makes images for both architectures out of Debian's files and this Node, with the users and the start of Docker Hub's
 * own, and loads them into the engine.
 * @param prefix What their names begin with: a registry's address, where they are to be pushed.
 */
export async function makeBaseImages(engine: Engine, prefix = "base"): Promise<BaseImages> {
  const folder = await mkdtemp(join(tmpdir(), "base-images-"));
  try {
    const store = new BlobStore(join(folder, "layout"));
    await mkdir(store.blobs, { recursive: true });
    await copyFile(join(unpacked, "base.tar"), join(folder, "base.tar"));
    const debian = await store.addLayer(join(folder, "base.tar"));
    const node = await store.addLayer(await packNode(folder));
    const images = [
      {
        name: `${prefix}/node:24`,
        layers: [debian, node],
        config: { Env: [path], Entrypoint: ["docker-entrypoint.sh"], Cmd: ["node"] },
      },
      { name: `${prefix}/nginx:1`, layers: [debian], config: { Env: [path], StopSignal: "SIGQUIT" } },
    ];
    const manifests = [];
    for (const { name, layers, config } of images) {
      const index = await store.addIndex(layers, config);
      manifests.push({ ...index, annotations: { "io.containerd.image.name": withRegistry(name) } });
    }
    await store.finish(manifests);
    const archive = join(folder, "images.tar");
    await run("tar", ["-cf", archive, "-C", store.folder, "."]);
    await docker(engine, ["load", "-q", "-i", archive]);
    return { node: `${prefix}/node:24`, nginx: `${prefix}/nginx:1` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The engine's own full form of a name: without a registry's address it is Docker Hub's. */
function withRegistry(name: string): string {
  return /^[^/]*[.:][^/]*\//.test(name) ? name : `docker.io/${name}`;
}

/** The running Node and, as in Docker Hub's image, an entry point that runs what it is given. */
async function packNode(folder: string): Promise<string> {
  const bin = join(folder, "node/usr/local/bin");
  await mkdir(bin, { recursive: true });
  await copyFile(process.execPath, join(bin, "node"));
  await writeFile(join(bin, "docker-entrypoint.sh"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  const archive = join(folder, "node.tar");
  const asRoot = ["--owner=0", "--group=0", "--mtime=@0", "--sort=name", "--mode=755"];
  await run("tar", [...asRoot, "-cf", archive, "-C", join(folder, "node"), "."]);
  return archive;
}

/** An OCI image layout in a folder: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
class BlobStore {
  readonly folder: string;
  readonly blobs: string;

  constructor(folder: string) {
    this.folder = folder;
    this.blobs = join(folder, "blobs/sha256");
  }

  /** Moves a tar archive into the store. */
  async addLayer(archive: string): Promise<Descriptor> {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(archive)) hash.update(chunk);
    const hex = hash.digest("hex");
    const { size } = await stat(archive);
    await rename(archive, join(this.blobs, hex));
    return { mediaType: type("layer.v1.tar"), digest: `sha256:${hex}`, size };
  }

  /** One image for each platform, and the index of them. */
  async addIndex(layers: Descriptor[], config: object): Promise<Descriptor> {
    const manifests = [];
    for (const platform of platforms) {
      const rootfs = { type: "layers", diff_ids: layers.map(({ digest }) => digest) };
      // As real bases have it; BuildKit would make up what is missing, differently each time.
      const history = layers.map(() => ({ created: "2026-01-01T00:00:00Z", created_by: "base" }));
      const described = await this.#add("config.v1", { ...platform, os: "linux", config, rootfs, history });
      const manifest = {
        schemaVersion: 2,
        mediaType: `${type("manifest.v1")}+json`,
        config: described,
        layers,
      };
      manifests.push({
        ...(await this.#add("manifest.v1", manifest)),
        platform: { ...platform, os: "linux" },
      });
    }
    return this.#add("index.v1", { schemaVersion: 2, mediaType: `${type("index.v1")}+json`, manifests });
  }

  async finish(manifests: object[]): Promise<void> {
    await writeFile(join(this.folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
    await writeFile(join(this.folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  }

  async #add(kind: string, document: object): Promise<Descriptor> {
    const text = JSON.stringify(document);
    const hex = createHash("sha256").update(text).digest("hex");
    await writeFile(join(this.blobs, hex), text);
    return { mediaType: `${type(kind)}+json`, digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
  }
}
