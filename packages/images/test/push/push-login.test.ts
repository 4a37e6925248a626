// Which login a push uses; what each one answers is proven in test/registry.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkLogin } from "../../src/push/push-login.ts";

const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

describe("the login of a push", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "login-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const login = (registry: string) => checkLogin({ registry }, { PATH: folder, DOCKER_CONFIG: folder });
  const haveAws = () => writeFileSync(join(folder, "aws"), "#!/bin/sh\necho fresh\n", { mode: 0o755 });
  const haveDockers = (registry: string) => {
    const auth = Buffer.from("acme:kept").toString("base64");
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [registry]: { auth } } }));
  };

  it("is Docker's", async () => {
    haveAws();
    for (const registry of ["ghcr.io", ecr]) {
      haveDockers(registry);
      assert.equal((await login(registry))?.password, "kept");
    }
  });

  it("is the AWS CLI's at ECR when Docker has none", async () => {
    haveAws();
    assert.deepEqual(await login(ecr), { username: "AWS", password: "fresh", source: "the AWS CLI" });
  });

  it("may be missing at a registry on this machine only", async () => {
    assert.equal(await login("127.0.0.1:5000"), undefined);
  });

  for (const [registry, command] of [
    ["docker.io", "docker login"],
    ["ghcr.io", "docker login ghcr.io"],
    [
      ecr,
      `aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin ${ecr}`,
    ],
  ] as const) {
    it(`rejects none at ${registry}, with what to type`, async () => {
      await assert.rejects(login(registry), {
        message: `${registry}: must have a login to push images, got none; run ${command}`,
      });
    });
  }
});
