import { existsSync } from "node:fs";
import { join } from "node:path";
import { docker, type Engine } from "@starter/image-testing";
import type { Gauge } from "./gauge.ts";
import { copyWorkspace, installPackages, root } from "./workspace.ts";

/** Member's image as most would build it. */
export interface Conventional {
  /** Builds it from packages that are fetched, and kept for the next build; the image's address. */
  build(): Promise<string>;
  /** Builds it from packages that lie in an image, without a network; the image's address. */
  buildOffline(): Promise<string>;
  push(): Promise<{ bytes: number; connections: number }>;
}

/** What a conventional build is made in. */
export interface ConventionalArgs {
  engine: Engine;
  gauge: Gauge;
  /** For what is made on the way. */
  folder: string;
  workspace: string;
  /** Address of the image with Node. */
  base: string;
}

/** Nothing is built yet. */
export function conventionalBuilds({
  engine,
  gauge,
  folder,
  workspace,
  base,
}: ConventionalArgs): Conventional {
  const address = `${gauge.host}/acme/member-conventional`;
  const file = (name: string) => join(import.meta.dirname, name);
  const pnpm = `--build-context=pnpm=${join(root, "node_modules/pnpm")}`;
  async function build(...args: string[]): Promise<string> {
    const words = ["build", "-q", "--provenance=false", `--build-arg=BASE=${base}`, ...args];
    // A busy engine may clean up a layer of the base while it unpacks the next: "parent snapshot does not exist".
    return docker(engine, words).catch((error: Error) => {
      if (!error.message.includes("parent snapshot")) throw error;
      console.error(`built again: ${error.message.split("\n").at(-1)}`);
      return docker(engine, words);
    });
  }
  let packages: Promise<string> | undefined;

  /** An image with the store of all that member's production, development and build need. */
  async function makePackages(): Promise<string> {
    const installed = join(folder, "installed");
    const store = join(folder, "store");
    await copyWorkspace(installed);
    await installPackages(installed, ["--store-dir", store, "--filter", "@starter/member..."]);
    const contexts = [pnpm, `--build-context=store=${store}`];
    const dockerfile = `--file=${file("packages.Dockerfile")}`;
    const args = ["--network=none", "--tag=bench/packages", dockerfile, ...contexts, import.meta.dirname];
    return build(...args);
  }

  return {
    async build() {
      // Where a proxy signs for the registry, the build has to trust it as this machine does.
      const { SSL_CERT_FILE = "" } = process.env;
      const there = "/run/secrets/certificates";
      const trusted = existsSync(SSL_CERT_FILE)
        ? [`--secret=id=certificates,src=${SSL_CERT_FILE}`, `--build-arg=SSL_CERT_FILE=${there}`]
        : [];
      const args = ["--network=host", pnpm, ...trusted, `--tag=${address}`];
      await build(...args, `--file=${file("conventional.Dockerfile")}`, workspace);
      return address;
    },
    async buildOffline() {
      packages ??= makePackages();
      await packages;
      const args = ["--network=none", "--build-arg=PACKAGES=bench/packages", `--tag=${address}`];
      await build(...args, `--file=${file("offline.Dockerfile")}`, workspace);
      return address;
    },
    async push() {
      gauge.take();
      await docker(engine, ["push", "-q", address]);
      return gauge.take();
    },
  };
}
