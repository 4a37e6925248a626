import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A workspace with services to release, and what a release needs: a docker, a turbo and a registry that do as told. */
export interface ReleaseWorkspace {
  folder: string;
  /** The registry's address: `127.0.0.1:<port>`. */
  host: string;
  /** What the registry has: `member:<tag>` and `member@<digest>`, with the digest that each leads to. */
  registry: Map<string, string>;
  /** What image:push pushes for a service: the app's digest is made of this digit, nginx's of the next one. */
  setBuild(service: string, digit: string): void;
  /** The registry loses this one, `member-nginx:<tag>`, as soon as it has it. */
  forget(reference: string): void;
  stackFile(service: string): string;
  writeStackFile(service: string, text: string): void;
  writeImageSettings(settings: object): void;
  writeDockerConfig(text: string): void;
  /** The words of each run of turbo. */
  turboRuns(): string[][];
  environment: Record<string, string>;
  remove(): Promise<void>;
}

/** Address and digest of an image that a build of this digit makes. */
export function imageOf(host: string, name: string, digit: string): string {
  return `${host}/acme/${name}@sha256:${digit.repeat(64)}`;
}

/** The tag that everything is pushed with. */
export const tag = "0123456789abcdef";

/** Digest of the one manifest that an index of this digest refers to. */
export function childOf(digest: string): string {
  return digest.replace(/.$/, "c");
}

// Pushes as image:push does: what is cached is believed, what is forced is sent.
const turbo = `
const fs = require("node:fs");
const args = process.argv.slice(2);
fs.appendFileSync("turbo-runs", JSON.stringify(args) + "\\n");
if (fs.existsSync("turbo-fails")) { console.error("member:image:push: no space left"); process.exit(1); }
(async () => {
  for (const filter of args.filter((arg) => arg.startsWith("--filter="))) {
    const app = filter.slice("--filter=".length);
    const images = JSON.parse(fs.readFileSync(app + "/build.json", "utf8"));
    const blobs = app + "/image/blobs/sha256/";
    fs.mkdirSync(blobs, { recursive: true });
    const send = args.includes("--force") || !fs.existsSync(app + "/cached");
    const pushed = {};
    for (const [part, image] of Object.entries(images)) {
      const [name, digest] = image.split("@");
      const child = digest.replace(/.$/, "c");
      fs.writeFileSync(blobs + digest.slice(7), JSON.stringify({ manifests: [{ digest: child }] }));
      pushed[part] = name + ":${tag}@" + digest;
      for (const [reference, leadsTo] of send ? [[child, child], [digest, digest], ["${tag}", digest]] : []) {
        const [host, ...path] = name.split("/");
        const address = "http://" + host + "/v2/" + path.join("/") + "/manifests/" + reference;
        await fetch(address, { method: "PUT", headers: { digest: leadsTo } });
      }
    }
    fs.writeFileSync(app + "/image/pushed.json", JSON.stringify(pushed));
    fs.writeFileSync(app + "/cached", "");
  }
})();
`;

/** Makes a workspace with the services member and board, of which nothing was released. */
export async function makeReleaseWorkspace(): Promise<ReleaseWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), "ship-release-"));
  const registry = new Map<string, string>();
  const forgotten = new Set<string>();
  const server = createServer((request, response) => {
    const [, name, reference = ""] = /^\/v2\/acme\/(.*)\/manifests\/(.*)$/.exec(request.url ?? "") ?? [];
    const key = `${name}${reference.includes(":") ? "@" : ":"}${reference}`;
    if (request.method === "PUT" && !forgotten.has(key)) registry.set(key, String(request.headers.digest));
    const digest = registry.get(key);
    response.statusCode = digest === undefined ? 404 : 200;
    if (digest !== undefined) response.setHeader("docker-content-digest", digest);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const setBuild = (service: string, digit: string) => {
    const app = imageOf(host, service, digit);
    const nginx = imageOf(host, `${service}-nginx`, String(Number(digit) + 1));
    write(`apps/${service}/build.json`, JSON.stringify({ app, nginx }));
    rmSync(join(folder, `apps/${service}/cached`), { force: true });
  };
  write("pnpm-workspace.yaml", "");
  write("node_modules/turbo/bin/turbo", turbo);
  write("bin/docker", "#!/bin/sh\necho 'Driver: docker-container'\n");
  chmodSync(join(folder, "bin/docker"), 0o755);
  for (const service of ["member", "board"]) {
    write(`apps/${service}/Dockerfile`, "");
    write(`stacks/${service}/Pulumi.yaml`, `name: starter-${service}\nmain: index.mjs\nruntime: nodejs\n`);
    write(`stacks/${service}/Pulumi.dev.yaml`, "config:\n  aws:region: eu-central-1 # here\n");
    write(`stacks/${service}/index.mjs`, "");
    setBuild(service, service === "member" ? "1" : "3");
  }
  const writeImageSettings = (settings: object) =>
    write(
      "images.json",
      JSON.stringify({ registry: host, namespace: "acme", attestations: false, ...settings }),
    );
  writeImageSettings({});
  return {
    folder,
    host,
    registry,
    setBuild,
    forget: (reference) => forgotten.add(reference),
    stackFile: (service) => readFileSync(join(folder, `stacks/${service}/Pulumi.dev.yaml`), "utf8"),
    writeStackFile: (service, text) => write(`stacks/${service}/Pulumi.dev.yaml`, text),
    writeImageSettings,
    writeDockerConfig: (text) => write("docker-config/config.json", text),
    turboRuns() {
      const lines = readFileSync(join(folder, "turbo-runs"), { encoding: "utf8", flag: "a+" }).split("\n");
      return lines.filter(Boolean).map((line) => JSON.parse(line));
    },
    environment: {
      PATH: join(folder, "bin"),
      DOCKER_CONFIG: join(folder, "docker-config"),
    },
    async remove() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}
