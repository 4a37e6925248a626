// image:build and image:push with a real BuildKit, registry and engine: the digests, what they depend on, and that what
// was pushed can be pulled. Not proven: Docker Desktop, builders in containers, Docker Hub and ECR; that rolldown bundles
// the same everywhere, since a short program stands for each app's; the list of packages (SBOM), whose scanner is an
// image of Docker Hub.
import assert from "node:assert/strict";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type BuiltImage, buildService, type ImagePart, pushService, runProgram } from "@starter/images";
import { needsRegistry, type RegistryServer, startRegistry } from "../../images/test/registry-server.ts";
import { docker } from "../src/engine/docker.ts";
import { type Engine, startEngine } from "../src/engine/start-engine.ts";
import { areBasesMade, makeBaseImages } from "../src/images/base-images.ts";
import { needsEngine } from "./use-rig.ts";

const root = join(import.meta.dirname, "../../..");

describe("image:build and image:push", function () {
  this.timeout(180_000);
  let engine: Engine;
  let registry: RegistryServer;
  let environment: NodeJS.ProcessEnv;
  let folder: string;
  let workspace: string;
  let member: Record<ImagePart, BuiltImage>;
  let board: Record<ImagePart, BuiltImage>;
  before(function () {
    needsEngine.call(this);
    needsRegistry.call(this);
  });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "image-build-"));
    registry = await startRegistry();
    engine = await startEngine();
    environment = { ...process.env, ...engine.environment };
    if (areBasesMade()) {
      const { node, nginx } = await makeBaseImages(engine, registry.host);
      for (const base of [node, nginx]) await docker(engine, ["push", "-q", base]);
      Object.assign(environment, { APP_BASE: node, NGINX_BASE: nginx });
    }
    workspace = checkOut("here");
    member = await build(workspace, "member");
    board = await build(workspace, "board");
  });
  after(async () => {
    await engine?.stop();
    await registry?.stop();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** A checkout of what images are made of, with a short program in place of each bundle, and a page for board. */
  function checkOut(path: string): string {
    const target = join(folder, path);
    for (const part of ["Dockerfile", "Dockerfile.dockerignore", "core", "entrypoint.sh"]) {
      cpSync(join(root, "packages/nginx", part), join(target, "packages/nginx", part), {
        recursive: true,
      });
    }
    for (const service of ["member", "board"]) {
      for (const part of ["Dockerfile", ".dockerignore", "nginx"]) {
        cpSync(join(root, "apps", service, part), join(target, "apps", service, part), {
          recursive: true,
        });
      }
      write(target, `apps/${service}/dist/main.mjs`, "console.log(1);");
    }
    write(target, "apps/board/dist/page/index.html", "<!doctype html>");
    const settings = { registry: registry.host, namespace: "acme", attestations: false };
    write(target, "images.json", JSON.stringify(settings));
    return target;
  }

  /** Gives every file and folder another date and mode, as another machine's checkout has. */
  function disguise(path: string): void {
    for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      chmodSync(file, entry.isDirectory() ? 0o700 : 0o600);
      utimesSync(file, 1_000_000_000, 1_000_000_000);
    }
  }

  const build = (target: string, service: string) => buildService(target, service, environment);
  const digests = ({ app, nginx }: Record<ImagePart, BuiltImage>) => [app.digest, nginx.digest];

  /** Mode and path of every file that a service's images add to their bases. */
  function addedFiles(service: string): string[] {
    const blobs = join(workspace, "apps", service, "image/blobs/sha256");
    const contents = readdirSync(blobs).map((name) => readFileSync(join(blobs, name)));
    return contents
      .filter((content) => content[0] === 0x1f)
      .flatMap((content) => listTar(gunzipSync(content)));
  }

  it("give the same digests in another folder, with other dates and modes, and nothing in BuildKit's cache", async () => {
    const elsewhere = checkOut("some/where/else");
    disguise(elsewhere);
    await docker(engine, ["buildx", "prune", "-af"]);
    assert.deepEqual(digests(await build(elsewhere, "board")), digests(board));
  });

  it("give the same digests the second time, when the base's layers are not sent again", async () => {
    // Without its inputs nginx's image is not just kept.
    const file = join(workspace, "apps/board/image/nginx.json");
    const { inputs: _, ...built }: BuiltImage = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify(built));
    assert.deepEqual(digests(await build(workspace, "board")), digests(board));
  });

  it("give the app another digest when its bundle changes, and its nginx the same", async () => {
    write(workspace, "apps/member/dist/main.mjs", "console.log(2);");
    write(workspace, "apps/member/dist/main.mjs.map", "not in the image");
    write(workspace, "apps/member/README.md", "neither");
    const { app, nginx } = await build(workspace, "member");
    assert.deepEqual([app.digest === member.app.digest, nginx.digest === member.nginx.digest], [false, true]);
    assert.deepEqual(
      addedFiles("member").filter((file) => file.includes("app/")),
      ["644 app/main.mjs"],
    );
  });

  it("put the page of a service that has one into its nginx, readable for every user", () => {
    const pageOf = (service: string) => addedFiles(service).filter((file) => file.includes("page/"));
    assert.deepEqual([pageOf("board"), pageOf("member")], [["755 etc/nginx/page/index.html"], []]);
  });

  it("leave images that the engine pulls by digest, for both architectures", async () => {
    const pushes = await pushService(workspace, "board", { ...environment, TURBO_HASH: "0123456789abcdef" });
    for (const { image } of [pushes.app, pushes.nginx]) {
      for (const architecture of ["amd64", "arm64"]) {
        await docker(engine, ["pull", "-q", `--platform=linux/${architecture}`, image]);
      }
    }
    const platform = `--platform=linux/${process.arch === "x64" ? "amd64" : process.arch}`;
    const run = ["run", "--rm", "--network=none", "--read-only", platform, pushes.app.image];
    assert.equal(await docker(engine, run), "1\n");
    const tags = await fetch(`http://${registry.host}/v2/acme/board/tags/list`);
    assert.deepEqual(await tags.json(), { name: "acme/board", tags: ["0123456789abcdef"] });
  });

  it("send BuildKit no more than what is copied, whatever lies beside it", async () => {
    const large = checkOut("large");
    for (const path of ["apps/member/image/blob", "apps/member/src/large", "packages/nginx/large"]) {
      write(large, path, "x".repeat(5_000_000));
    }
    const { stderr } = await runProgram(
      "docker",
      [
        "buildx",
        "build",
        "--progress=plain",
        "--output=type=cacheonly",
        `--file=${join(large, "packages/nginx/Dockerfile")}`,
        ...(environment.NGINX_BASE ? [`--build-arg=BASE=${environment.NGINX_BASE}`] : []),
        "--build-arg=SERVICE=member",
        large,
      ],
      { environment, timeoutMs: 0 },
    );
    const sent = [...stderr.matchAll(/transferring context: ([\d.]+)(k?)B/g)];
    const bytes = sent.map(([, number, thousand]) => Number(number) * (thousand === "" ? 1 : 1000));
    assert.ok(Math.max(...bytes) > 1000 && Math.max(...bytes) < 100_000, stderr);
  });

  it("tell BuildKit's reason when a base does not exist", async () => {
    const NGINX_BASE = `${registry.host}/gone:1`;
    await assert.rejects(buildService(workspace, "member", { ...environment, NGINX_BASE }), {
      message:
        /^packages\/nginx\/Dockerfile: must build, got "failed to solve: [^\n]+: not found"; correct it/,
    });
  });
});

/** Files of a tar archive, folders apart: a header of 512 bytes, and the content in blocks of the same size. */
function listTar(archive: Buffer): string[] {
  const files: string[] = [];
  for (let at = 0; archive[at] !== undefined && archive[at] !== 0; ) {
    const field = (start: number, end: number) =>
      archive.toString("latin1", at + start, at + end).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 136), 8);
    if (archive[at + 156] === "0".charCodeAt(0))
      files.push(`${field(103, 107)} ${field(0, 100)}`.replace(/^0*/, ""));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function write(workspace: string, path: string, text: string): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), text);
}
