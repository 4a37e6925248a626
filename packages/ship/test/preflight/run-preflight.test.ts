// `ship preflight` on this repository's own stacks, with images in Debian's docker-registry. What AWS and Docker Hub make
// of them is not proven.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { needsRegistry, type RegistryServer, startRegistry } from "../../../images/test/registry-server.ts";
import { pushIndex } from "../../../images/test/sample-images.ts";
import { ship } from "../ship-process.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const executable = (path: string) => ({ path, mode: 0o755 });
const files = ["usr/local/bin/node", "usr/bin/bash"].map(executable);

describe("ship preflight", () => {
  let registry: RegistryServer;
  let workspace: string;
  before(needsRegistry);
  before(async () => {
    registry = await startRegistry();
    workspace = mkdtempSync(join(tmpdir(), "ship-preflight-"));
    writeFileSync(join(workspace, "pnpm-workspace.yaml"), "packages: [stacks/*]\n");
    for (const stack of readdirSync(join(repository, "stacks"))) {
      const folder = join(workspace, "stacks", stack);
      const isSource = (path: string) => !path.includes("/node_modules") && !path.includes("/.turbo");
      cpSync(join(repository, "stacks", stack), folder, { recursive: true, filter: isSource });
      symlinkSync(join(repository, "stacks", stack, "node_modules"), join(folder, "node_modules"));
    }
    for (const service of ["member", "board"]) await release(service);
  });
  after(async () => {
    await registry?.stop();
    if (workspace !== undefined) rmSync(workspace, { recursive: true });
  });

  it("ends with 0 when all images are there and fit their tasks, to their programs", async () => {
    const { code, stdout, stderr } = await preflight("--deep");
    assert.deepEqual([code, stderr], [0, ""]);
    const lines = stdout
      .replaceAll(registry.host, "HOST")
      .replace(/@sha256:\w{12}…/g, "")
      .replace(/ +/g, " ");
    assert.equal(
      lines,
      `stacks/board
 app HOST/acme/board arm64 0.0 MB, 0.0 MB unpacked without a login
 migrate HOST/acme/board arm64 0.0 MB, 0.0 MB unpacked without a login
 nginx HOST/acme/board-nginx arm64 0.0 MB, 0.0 MB unpacked without a login

stacks/member
 app HOST/acme/member arm64 0.0 MB, 0.0 MB unpacked without a login
 migrate HOST/acme/member arm64 0.0 MB, 0.0 MB unpacked without a login
 nginx HOST/acme/member-nginx arm64 0.0 MB, 0.0 MB unpacked without a login

6 containers have their images
`,
    );
  });

  it("ends with 0 and says what is worth knowing when nothing worse is wrong", async () => {
    await release("member", { User: "7:7" });
    try {
      const { code, stdout } = await preflight();
      assert.equal(code, 0);
      assert.match(
        stdout,
        /^Worth knowing before a deployment\n {2}stacks\/member, app, migrate {2}the container should run as /m,
      );
    } finally {
      await release("member");
    }
  });

  it("ends with 1 when an image lacks the health command's program, which only --deep sees", async () => {
    await release("member", {}, [executable("usr/local/bin/node")]);
    try {
      assert.equal((await preflight()).code, 0);
      const { code, stdout } = await preflight("--deep", "--json");
      const { environment, findings } = JSON.parse(stdout);
      assert.deepEqual([code, environment], [1, "dev"]);
      assert.deepEqual(
        findings.map(({ level, stack, container, message }: Record<string, string>) => [
          level,
          stack,
          container,
          message?.replace(/got none at .*;/, "got none;"),
        ]),
        ["app", "nginx"].map((container) => [
          "error",
          "stacks/member",
          container,
          "the image must have the program bash of its health command, got none; add it to the image, or choose a health check of what the image has",
        ]),
      );
    } finally {
      await release("member");
    }
  });

  it("ends with 1 for images that were never released, and names the command", async () => {
    const { code, stdout } = await preflight("prod");
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^ {2}stacks\/member, app, migrate, nginx {2}the image must be released to prod, got none; run npm run ship -- release member prod$/m,
    );
  });

  it("does without colours unless they are asked for", async () => {
    const { stdout } = await preflight("prod");
    assert.equal(stdout, stripVTControlCharacters(stdout));
    const forced = await ship(["preflight", "prod"], {
      cwd: workspace,
      env: { ...machine(), FORCE_COLOR: "1" },
    });
    assert.notEqual(forced.stdout, stdout);
    assert.equal(stripVTControlCharacters(forced.stdout), stdout);
  });

  function preflight(...args: string[]) {
    return ship(["preflight", ...args], { cwd: workspace, env: machine() });
  }

  /** Nobody is logged in. */
  function machine(): Record<string, string> {
    return { DOCKER_CONFIG: workspace };
  }

  /** Pushes a service's images and names them in its stack file, as `ship release` would. */
  async function release(service: string, config: Record<string, unknown> = {}, own = files): Promise<void> {
    const push = (name: string, User: string, Cmd: string[]) =>
      pushIndex(registry.host, `acme/${name}`, [
        { config: { User, Cmd, ...config }, layers: [{ files: own }] },
      ]);
    const app = await push(service, "1000:1000", ["node", "main.mjs"]);
    const nginx = await push(`${service}-nginx`, "101:101", ["node"]);
    const text = `config:\n  aws:region: eu-central-1\n  starter-${service}:images: { app: "${app}", nginx: "${nginx}" }\n`;
    writeFileSync(join(workspace, `stacks/${service}/Pulumi.dev.yaml`), text);
  }
});
