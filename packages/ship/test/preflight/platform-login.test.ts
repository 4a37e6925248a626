// With which login tasks pull. The Pulumi CLI is a stand-in that answers as the real one does.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EvaluatedStack } from "@starter/stack-testing";
import { readPlatformLogin } from "../../src/preflight/platform-login.ts";
import { stack } from "../local/stack-fixture.ts";

const encrypted = "  starter-platform:dockerHubToken: { secure: v1:abc }";
const named = "  starter-platform:dockerHubUsername: acme";
const pulumi = `[ "$*" = "-C FOLDER config get dockerHubToken --stack dev --non-interactive" ] && echo s3cret`;

let folder: string;

describe("the platform's login", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "platform-login-"));
    mkdirSync(join(folder, "stacks/platform"), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is none where tasks pull anonymously", async () => {
    assert.deepEqual(await read([]), { imageCache: false, findings: [] });
    assert.deepEqual(await read(["  starter-platform:dockerHubUsername: ''", encrypted]), {
      imageCache: false,
      findings: [],
    });
  });

  it("has the token that the Pulumi CLI decrypts", async () => {
    program(pulumi);
    assert.deepEqual(await read([named, encrypted]), {
      imageCache: false,
      findings: [],
      dockerHub: { username: "acme", password: "s3cret", source: "dockerHubToken of stacks/platform" },
    });
  });

  it("has a token that was left in plain text", async () => {
    const { dockerHub } = await read([named, "  starter-platform:dockerHubToken: plain"]);
    assert.equal(dockerHub?.password, "plain");
  });

  it("tells of the cache", async () => {
    const { imageCache } = await read([], {
      imageCache: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/hub",
    });
    assert.equal(imageCache, true);
  });

  const unreadable: [string, string | undefined, string][] = [
    ["without the Pulumi CLI", undefined, "the Pulumi CLI is not installed"],
    [
      "where the CLI cannot decrypt",
      "echo 'error: incorrect passphrase' >&2; echo >&2; exit 255",
      "incorrect passphrase",
    ],
    ["where the CLI says nothing", "exit 255", "exit code 255"],
  ];
  for (const [name, script, reason] of unreadable) {
    it(`is missing ${name}, and says so`, async () => {
      if (script !== undefined) program(script);
      assert.deepEqual(await read([named, encrypted]), {
        imageCache: false,
        findings: [
          {
            level: "warning",
            stack: "stacks/platform",
            message: `dockerHubToken should be readable by the Pulumi CLI, so that images are checked with the tasks' login, got "${reason}"; install the CLI, or log in with it; docker's own login was tried instead`,
          },
        ],
      });
    });
  }
});

function read(config: string[], outputs: Record<string, unknown> = {}) {
  const directory = join(folder, "stacks/platform");
  writeFileSync(join(directory, "Pulumi.dev.yaml"), ["config:", ...config, ""].join("\n"));
  const platform: EvaluatedStack = { ...stack("platform", []), directory, outputs };
  return readPlatformLogin([platform], { PATH: folder });
}

function program(script: string): void {
  const text = script.replace("FOLDER", join(folder, "stacks/platform"));
  writeFileSync(join(folder, "pulumi"), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}
