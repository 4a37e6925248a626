// `ship release` from its words to the stack file, with a docker, a turbo and a registry that only do what matters here.
// Real builds and pushes are proven in packages/images and in a real engine (packages/image-testing). The stacks are
// empty: what a preflight finds in an image is proven beside it, here only that it is heard.
import assert from "node:assert/strict";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ship } from "../ship-process.ts";
import { childOf, imageOf, makeReleaseWorkspace, type ReleaseWorkspace, tag } from "./release-workspace.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

describe("ship release", () => {
  let workspace: ReleaseWorkspace;
  beforeEach(async () => {
    workspace = await makeReleaseWorkspace();
  });
  afterEach(() => workspace.remove());

  const release = (...words: string[]) =>
    ship(["release", ...words], { cwd: workspace.folder, env: workspace.environment });
  const fileWith = (service: string, app: string, nginx: string) =>
    `config:\n  aws:region: eu-central-1 # here\n  starter-${service}:images:\n    app: ${imageOf(workspace.host, service, app)}\n    nginx: ${imageOf(workspace.host, `${service}-nginx`, nginx)}\n`;
  const untouched = "config:\n  aws:region: eu-central-1 # here\n";

  it("pushes, names the digests in that stack file only, and says what to type next", async () => {
    const { code, stdout, stderr } = await release("member", "dev");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(workspace.stackFile("member"), fileWith("member", "1", "2"));
    assert.equal(workspace.stackFile("board"), untouched);
    assert.deepEqual(readdirSync(join(workspace.folder, "stacks/member")).sort(), [
      "Pulumi.dev.yaml",
      "Pulumi.yaml",
      "index.mjs",
    ]);
    assert.equal(
      stdout,
      `stacks/member/Pulumi.dev.yaml
  app    ${workspace.host}/acme/member@sha256:111111111111…  first release
  nginx  ${workspace.host}/acme/member-nginx@sha256:222222222222…  first release

0 containers have their images

Next:
  pulumi -C stacks/member -s dev up
`,
    );
    assert.deepEqual(workspace.turboRuns(), [
      ["run", "image:push", "--output-logs=errors-only", "--log-prefix=none", "--filter=./apps/member"],
    ]);
  });

  it("releases several services in one go, each once", async () => {
    const { code, stdout } = await release("board", "member", "board", "dev");
    assert.equal(code, 0);
    assert.deepEqual(
      [workspace.stackFile("board"), workspace.stackFile("member")],
      [fileWith("board", "3", "4"), fileWith("member", "1", "2")],
    );
    assert.match(
      stdout,
      /Next:\n {2}pulumi -C stacks\/board -s dev up\n {2}pulumi -C stacks\/member -s dev up\n$/,
    );
    assert.equal(workspace.turboRuns().length, 1);
  });

  it("says which image changed, and from what", async () => {
    workspace.writeStackFile("member", fileWith("member", "9", "2"));
    const { stdout } = await release("member", "dev");
    assert.match(stdout, /member@sha256:111111111111… {2}was sha256:999999999999…\n/);
    assert.match(stdout, /member-nginx@sha256:222222222222… {2}unchanged\n/);
    assert.equal(workspace.stackFile("member"), fileWith("member", "1", "2"));
  });

  it("tells the same as JSON", async () => {
    workspace.writeStackFile("member", fileWith("member", "1", "9"));
    const { stdout } = await release("member", "dev", "--json");
    const images = {
      app: imageOf(workspace.host, "member", "1"),
      nginx: imageOf(workspace.host, "member-nginx", "2"),
    };
    assert.deepEqual(JSON.parse(stdout), {
      environment: "dev",
      services: [
        {
          service: "member",
          file: "stacks/member/Pulumi.dev.yaml",
          changed: true,
          images,
          before: { ...images, nginx: imageOf(workspace.host, "member-nginx", "9") },
          next: "pulumi -C stacks/member -s dev up",
        },
      ],
      preflight: { images: [], findings: [] },
    });
  });

  for (const [what, reference] of [
    ["an image", `board-nginx@${childOf(digest("4"))}`],
    ["a tag", `board-nginx:${tag}`],
  ] as const) {
    it(`pushes again what the registry lost, ${what} here, and only that service`, async () => {
      await release("member", "board", "dev");
      assert.ok(workspace.registry.delete(reference));
      const { code, stderr } = await release("member", "board", "dev");
      assert.equal(code, 0);
      assert.equal(
        stderr,
        `pushing again what the registry lost: ${imageOf(workspace.host, "board-nginx", "4")}\n`,
      );
      assert.deepEqual(workspace.turboRuns().at(-1)?.slice(-3), [
        "--filter=./apps/board",
        "--only",
        "--force",
      ]);
      assert.ok(workspace.registry.has(reference));
    });
  }

  it("exits with 1 when the stack cannot be deployed like this, and names no next step", async () => {
    writeFileSync(join(workspace.folder, "stacks/member/index.mjs"), "throw new Error('no such size');");
    writeFileSync(join(workspace.folder, "stacks/board/index.mjs"), "throw new Error('not our business');");
    const { code, stdout } = await release("member", "dev");
    assert.equal(code, 1);
    assert.match(stdout, /no such size/);
    assert.doesNotMatch(stdout, /not our business|Next:/);
  });

  const rejected: [string, string[], () => void, number, RegExp][] = [
    [
      "no environment",
      ["member"],
      () => {},
      2,
      /^release: must name services and then an environment, got "member"; for example npm run ship -- release member dev\n$/,
    ],
    [
      "an unknown service",
      ["shop", "dev"],
      () => {},
      2,
      /^shop: must be a service, with a folder in apps and one in stacks, got none; use board or member\n$/,
    ],
    [
      "a stack file that is broken",
      ["member", "board", "dev"],
      () => workspace.writeStackFile("board", "config: [\n"),
      1,
      /^stacks\/board\/Pulumi\.dev\.yaml:\d: must be YAML, got "[^\n]+"; correct it\n$/,
    ],
    [
      "a namespace that is not set",
      ["member", "dev"],
      () => workspace.writeImageSettings({ registry: "docker.io", namespace: "" }),
      1,
      /^images\.json: namespace must be your Docker Hub account or organization, got ""; [^\n]+\n$/,
    ],
    [
      "no login",
      ["member", "dev"],
      () => workspace.writeImageSettings({ registry: "docker.io" }),
      1,
      /^docker\.io: must have a login to push images, got none; run docker login\n$/,
    ],
    [
      "a login that cannot be read",
      ["member", "dev"],
      () => {
        workspace.writeImageSettings({ registry: "docker.io" });
        workspace.writeDockerConfig("{");
      },
      1,
      /^[^\n]*docker-config\/config\.json must be a JSON object, got something else; [^\n]+\n$/,
    ],
    [
      "no docker",
      ["member", "dev"],
      () => rmSync(join(workspace.folder, "bin/docker")),
      1,
      /^docker: must be installed and in PATH to build images, got no such program; [^\n]+\n$/,
    ],
  ];
  for (const [what, words, arrange, exitCode, message] of rejected) {
    it(`rejects ${what} before any work, in one line`, async () => {
      arrange();
      const { code, stdout, stderr } = await release(...words);
      assert.deepEqual([code, stdout], [exitCode, ""]);
      assert.match(stderr, message);
      assert.deepEqual(workspace.turboRuns(), []);
      assert.equal(workspace.stackFile("member"), untouched);
    });
  }

  it("rejects a push that fails, with its own words first, and touches no file", async () => {
    writeFileSync(join(workspace.folder, "turbo-fails"), "");
    const { code, stdout, stderr } = await release("member", "dev");
    assert.deepEqual([code, stdout], [1, ""]);
    assert.equal(
      stderr,
      "member:image:push: no space left\nthe images must be built and pushed, got the error above; correct it and release again\n",
    );
    assert.equal(workspace.stackFile("member"), untouched);
  });

  it("rejects an image that the registry does not keep, and touches no file", async () => {
    workspace.forget(`member-nginx:${tag}`);
    const { code, stderr } = await release("member", "board", "dev");
    assert.equal(code, 1);
    const lost = imageOf(workspace.host, "member-nginx", "2");
    assert.equal(
      stderr,
      `pushing again what the registry lost: ${lost}\n${lost}: must be in the registry after the push, got 404; look at the registry, which deletes or hides it\n`,
    );
    assert.deepEqual([workspace.stackFile("member"), workspace.stackFile("board")], [untouched, untouched]);
  });
});
