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
  /** Digests that the registry has. */
  registry: Set<string>;
  /** What image:push pushes for a service: the app's digest is made of this digit, nginx's of the next one. */
  setBuild(service: string, digit: string): void;
  /** The registry loses this one as soon as it has it. */
  forget(digest: string): void;
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
    fs.mkdirSync(app + "/image", { recursive: true });
    fs.writeFileSync(app + "/image/pushed.json", JSON.stringify(images));
    const { host } = new URL("http://" + images.app);
    const send = args.includes("--force") || !fs.existsSync(app + "/cached");
    for (const image of Object.values(images)) if (send) await fetch("http://" + host + "/" + image, { method: "PUT" });
    fs.writeFileSync(app + "/cached", "");
  }
})();
`;

/** Makes a workspace with the services member and board, of which nothing was released. */
export async function makeReleaseWorkspace(): Promise<ReleaseWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), "ship-release-"));
  const registry = new Set<string>();
  const forgotten = new Set<string>();
  const server = createServer((request, response) => {
    const digest = /sha256:[0-9a-f]{64}/.exec(request.url ?? "")?.[0] ?? "";
    if (request.method === "PUT" && !forgotten.has(digest)) registry.add(digest);
    response.statusCode = registry.has(digest) ? 200 : 404;
    response.setHeader("docker-content-digest", digest);
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
    forget: (digest) => forgotten.add(digest),
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
