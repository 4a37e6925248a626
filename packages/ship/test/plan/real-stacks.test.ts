// `ship plan` on the stacks of this repository, and on copies of them with mistakes. Offline: AWS accepting the plan is
// not proven.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ship } from "../ship-process.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url)).replace(/\/$/, "");

describe("ship plan", function () {
  // Each run evaluates three programs in processes of their own.
  this.timeout(60_000);
  const copies: string[] = [];
  after(() => {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  });

  /** The stacks in another workspace, where they may be broken. */
  function copyStacks(changes: Record<string, (text: string) => string> = {}): string {
    const copy = mkdtempSync(join(tmpdir(), "ship-plan-"));
    copies.push(copy);
    writeFileSync(join(copy, "pnpm-workspace.yaml"), "packages: [stacks/*]\n");
    for (const stack of readdirSync(join(repository, "stacks"))) {
      const folder = join(copy, "stacks", stack);
      const isSource = (path: string) => !path.includes("/node_modules") && !path.includes("/.turbo");
      cpSync(join(repository, "stacks", stack), folder, { recursive: true, filter: isSource });
      symlinkSync(join(repository, "stacks", stack, "node_modules"), join(folder, "node_modules"));
    }
    for (const [path, change] of Object.entries(changes)) {
      writeFileSync(join(copy, path), change(readFileSync(join(copy, path), "utf8")));
    }
    return copy;
  }

  it("plans dev", async () => {
    const { code, stdout, stderr } = await ship(["plan"], { cwd: join(repository, "stacks", "member") });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(stdout.match(/^[a-z]+(?= {2}\d+ resources)/gm), ["platform", "board", "member"]);
    assert.match(stdout, /^ {2}network +default VPC$/m);
    assert.match(stdout, /the world \(0\.0\.0\.0\/0\)/);
    assert.equal(stdout.match(/not released/g)?.length, 6);
    assert.match(
      stdout,
      /^ {2}stacks\/member\/Pulumi\.dev\.yaml {2}starter-member:images must name what runs/m,
    );
  });

  it("plans prod as JSON, without a secret", async () => {
    const { code, stdout } = await ship(["plan", "prod", "--json"], { cwd: repository });
    assert.equal(code, 0);
    const { environment, stacks } = JSON.parse(stdout);
    assert.equal(environment, "prod");
    assert.deepEqual(
      stacks.map(({ name, stack }: { name: string; stack: string }) => [name, stack]),
      [
        ["platform", "prod"],
        ["board", "prod"],
        ["member", "prod"],
      ],
    );
    const secrets = [...stdout.matchAll(/"secretString": (.*)/g)].map(([, value]) => value);
    assert.equal(secrets.length, 3);
    assert.deepEqual(new Set(secrets), new Set(['"[secret]"']));
    assert.ok(!stdout.includes("PRIVATE KEY"));
  });

  it("plans prod without a certificate, and says what must be set before a deployment", async () => {
    const { code, stdout } = await ship(["plan", "prod"], { cwd: repository });
    assert.equal(code, 0);
    const [, missing = ""] = stdout.split("Before a real deployment\n");
    assert.match(
      missing,
      /^ {2}stacks\/platform {2}https: must name a certificate, .*got neither; run pulumi /m,
    );
  });

  it("plans HTTPS once a domain is configured", async () => {
    const workspace = copyStacks({
      "stacks/platform/Pulumi.prod.yaml": (text) =>
        `${text}  starter-platform:domainName: shop.example.com\n  starter-platform:hostedZoneId: Z0123456789\n`,
    });
    const { code, stdout } = await ship(["plan", "prod"], { cwd: workspace });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^ {2}balancer +lb {2}public, HTTPS :443 for shop\.example\.com, HTTP :80 redirects to HTTPS, access logs$/m,
    );
    assert.ok(!stdout.includes("must name a certificate"));
  });

  it("says every mistake of every stack at once, and exits with 1", async () => {
    const workspace = copyStacks({
      "stacks/platform/Pulumi.dev.yaml": (text) => `${text}  starter-platform:networc: public\n`,
      "stacks/board/Pulumi.dev.yaml": (text) => `${text}  starter-board:count: [\n`,
      "stacks/member/Pulumi.dev.yaml": (text) =>
        `${text}  starter-member:cpu: 300\n  starter-member:images:\n    app: docker.io/acme/member:latest\n`,
    });
    const { code, stdout, stderr } = await ship(["plan"], { cwd: join(workspace, "stacks", "board") });
    assert.deepEqual([code, stderr], [1, ""]);
    const mistakes = stdout.slice(stdout.indexOf("mistakes to put right"));
    assert.match(
      mistakes,
      /^ {2}stacks\/platform\/Pulumi\.dev\.yaml:\d+ {2}starter-platform:networc: .*did you mean starter-platform:network\?$/m,
    );
    assert.match(mistakes, /^ {2}stacks\/board\/Pulumi\.dev\.yaml:\d+ {2}must be valid YAML: /m);
    assert.match(mistakes, /^ {2}stacks\/member, size\.cpu {2}must be .*got 300/m);
    assert.match(
      mistakes,
      /^ {2}stacks\/member, containers\.app\.image {2}must be given by digest.*:latest/m,
    );
    assert.ok(!/^ +at /m.test(stdout));
  });

  it("tells a rewrite, and a rule that another stack's rule keeps every request from", async () => {
    const workspace = copyStacks({
      "stacks/board/index.ts": (text) =>
        text.replace(
          /route: .*/,
          'route: { paths: ["/*"], rewrite: { from: "/", to: "/v2" }, container: "nginx", priority: 1 },',
        ),
    });
    const { code, stdout } = await ship(["plan"], { cwd: workspace });
    assert.equal(code, 1);
    assert.match(stdout, /^ {2}routes +1 {2}\/\* → nginx:8081, \/ becomes \/v2 {2}when GET/m);
    assert.match(
      stdout.slice(stdout.indexOf("1 mistake to put right")),
      /^ {2}stacks\/member, listener rule member {2}must take a request .* behind rule board of stack board \(priority 1\), which takes \/\*; set the smaller route\.priority for member, /m,
    );
  });

  it("names the command for a value that must be set", async () => {
    const workspace = copyStacks({
      "stacks/board/Pulumi.yaml": (text) =>
        `${text}  domain: { type: string, description: Where people reach it }\n`,
    });
    const { code, stdout } = await ship(["plan"], { cwd: workspace });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /domain: must be set, got nothing; run pulumi -C stacks\/board config set domain <value> --stack dev$/m,
    );
  });

  it("lists the environments when there is no such one", async () => {
    const { code, stdout } = await ship(["plan", "prd"], { cwd: repository });
    assert.equal(code, 1);
    assert.equal(
      stdout.match(/Pulumi\.prd\.yaml {2}must exist, got no such file; use one of dev, prod/g)?.length,
      3,
    );
  });

  it("paints only where it is asked to or a terminal shows it", async () => {
    const colour = "\u001b[";
    assert.ok(!(await ship(["plan"], { cwd: repository })).stdout.includes(colour));
    assert.ok((await ship(["plan"], { cwd: repository, env: { FORCE_COLOR: "1" } })).stdout.includes(colour));
    assert.ok(!(await ship(["plan"], { cwd: repository, env: { NO_COLOR: "1" } })).stdout.includes(colour));
  });

  it("says what is missing in a workspace without stacks", async () => {
    const workspace = mkdtempSync(join(tmpdir(), "ship-plan-"));
    copies.push(workspace);
    writeFileSync(join(workspace, "pnpm-workspace.yaml"), "");
    cpSync(join(repository, "stacks", "board", "tsconfig.json"), join(workspace, "stacks", "tsconfig.json"));
    const { code, stderr } = await ship(["plan"], { cwd: workspace });
    assert.equal(code, 1);
    assert.match(stderr, /^stacks: must hold a folder with a Pulumi\.yaml, got none in /);
  });
});
