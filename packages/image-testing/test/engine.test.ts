// The engine that the tests start: it ends with them and leaves nothing, and its base images are for both architectures.
// Not proven: Docker Desktop and other engines that are there already; the tests never touch those.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "../src/engine/docker.ts";
import { EngineError } from "../src/engine/engine-api.ts";
import { isOwnAddress } from "../src/engine/own-address.ts";
import { areBasesMade } from "../src/images/base-images.ts";
import { needsEngine, useRig } from "./use-rig.ts";

describe("startEngine", function () {
  this.timeout(180_000);
  before(needsEngine);

  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    it(`leaves no daemon, folder and network behind when its process ends by ${signal}`, async () => {
      const child = spawn(process.execPath, [join(import.meta.dirname, "fixtures/start-and-wait.ts")], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const { socket, gateway } = await firstLine(child);
        const folder = dirname(socket.replace("unix://", ""));
        const traces = async () => [existsSync(folder), await isOwnAddress(gateway)];
        assert.deepEqual(await traces(), [true, true]);
        child.kill(signal);
        while ((await traces()).includes(true)) await sleep(100);
      } finally {
        child.kill("SIGKILL");
      }
    });
  }

  it("rejects what the engine refuses, with its own words", async () => {
    const { engine } = await useRig();
    await assert.rejects(engine.api.call("GET", "/containers/none/json"), (error: EngineError) => {
      assert.ok(error instanceof EngineError);
      assert.deepEqual([error.status, /No such container: none/.test(error.message)], [404, true]);
      return true;
    });
  });
});

describe("base images", function () {
  this.timeout(180_000);
  before(needsEngine);
  before(function () {
    // Docker Hub's own are for both.
    if (!areBasesMade()) this.skip();
  });

  it("are for both architectures, and each is what an app's image starts from", async () => {
    const { engine } = await useRig();
    const folder = await mkdtemp(join(tmpdir(), "both-"));
    try {
      const platforms = ["--platform=linux/amd64,linux/arm64", "--provenance=false"];
      const output = `--output=type=oci,dest=${folder},tar=false`;
      const app = join(import.meta.dirname, "../../../apps/member");
      await docker(engine, ["build", "-q", "--build-arg=BASE=base/node:24", ...platforms, output, app]);
      const { manifests } = await readIndex(join(folder, "index.json"));
      const image = await readIndex(join(folder, "blobs", manifests[0]?.digest.replace(":", "/") ?? ""));
      assert.deepEqual(
        image.manifests.map(({ platform }) => `${platform?.os}/${platform?.architecture}`),
        ["linux/amd64", "linux/arm64"],
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

async function firstLine(child: ChildProcess): Promise<{ socket: string; gateway: string }> {
  assert.ok(child.stdout);
  const [line] = await once(child.stdout, "data");
  return JSON.parse(String(line)) as { socket: string; gateway: string };
}

async function readIndex(
  file: string,
): Promise<{ manifests: { digest: string; platform?: { os: string; architecture: string } }[] }> {
  return JSON.parse(await readFile(file, "utf8"));
}
