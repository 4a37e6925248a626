// Where logins come from. The helpers are stand-ins that speak the documented protocol: no keychain is opened.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DockerLoginError, dockerCredentials } from "../../src/registry/docker-credentials.ts";
import { ecrCredentials } from "../../src/registry/ecr-credentials.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const acme = { username: "acme", password: "pa:ss", source: "docker login" };

let folder: string;

describe("docker's login", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "docker-login-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is none without a configuration file", async () => {
    assert.equal(await dockerCredentials("docker.io", environment()), undefined);
  });

  for (const key of ["https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"]) {
    it(`of Docker Hub is found as ${key}`, async () => {
      configure({
        auths: { "ghcr.io": { auth: base64("other:one") }, [key]: { auth: base64("acme:pa:ss") } },
      });
      assert.deepEqual(await dockerCredentials("docker.io", environment()), acme);
    });
  }

  it("of another registry is found by its host, with its port", async () => {
    configure({
      auths: {
        "127.0.0.1:5000": { auth: base64("acme:pa:ss") },
        "127.0.0.1:5001": { auth: base64("other:one") },
      },
    });
    assert.deepEqual(await dockerCredentials("127.0.0.1:5000", environment()), acme);
    assert.equal(await dockerCredentials("127.0.0.1:5002", environment()), undefined);
  });

  it("may be an identity token", async () => {
    configure({ auths: { "acme.azurecr.io": { auth: base64("00000000:"), identitytoken: "refresh" } } });
    assert.deepEqual(await dockerCredentials("acme.azurecr.io", environment()), {
      username: "<token>",
      password: "refresh",
      source: "docker login",
    });
  });

  it("comes from the credential store, which is asked for Docker Hub by its old address", async () => {
    configure({ credsStore: "keychain", auths: { "https://index.docker.io/v1/": {} } });
    helper("docker-credential-keychain", answer("https://index.docker.io/v1/"));
    assert.deepEqual(await dockerCredentials("docker.io", environment()), acme);
  });

  it("comes from the registry's own helper rather than from the store", async () => {
    configure({ credsStore: "keychain", credHelpers: { "ghcr.io": "own" } });
    helper("docker-credential-own", answer("ghcr.io"));
    assert.deepEqual(await dockerCredentials("ghcr.io", environment()), acme);
  });

  it("is none when the helper has none", async () => {
    configure({ credsStore: "keychain" });
    helper("docker-credential-keychain", "echo 'credentials not found in native keychain'; exit 1");
    assert.equal(await dockerCredentials("docker.io", environment()), undefined);
  });

  const broken: { name: string; config: string; script?: string; says: RegExp }[] = [
    {
      name: "a configuration that is no JSON, without quoting it",
      config: '{"auths": secret',
      says: /config\.json must be a JSON object, got something else; correct it, or run docker login$/,
    },
    {
      name: "a login that is not in base64, without quoting it",
      config: '{"auths": {"docker.io": {"auth": "c2VjcmV0"}}}',
      says: /config\.json must hold <user>:<password> in base64 as auth of docker\.io, got something else; run docker login$/,
    },
    {
      name: "a helper that is missing",
      config: '{"credsStore": "desktop"}',
      says: /^docker-credential-desktop must answer with the login for https:\/\/index\.docker\.io\/v1\/, got no such program; install or repair it, or run docker login$/,
    },
    {
      name: "a helper that fails, without quoting it",
      config: '{"credsStore": "keychain"}',
      script: "echo secret; exit 3",
      says: /^docker-credential-keychain must .*, got exit code 3; install or repair it, or run docker login$/,
    },
    {
      name: "a helper that answers no JSON, without quoting it",
      config: '{"credsStore": "keychain"}',
      script: "echo secret",
      says: /^docker-credential-keychain must .* as JSON, got something else; install or repair it, or run docker login$/,
    },
  ];
  for (const { name, config, script, says } of broken) {
    it(`rejects ${name}`, async () => {
      writeFileSync(join(folder, "config.json"), config);
      if (script !== undefined) helper("docker-credential-keychain", script);
      await assert.rejects(dockerCredentials("docker.io", environment()), (error: Error) => {
        assert.ok(error instanceof DockerLoginError);
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /secret|c2VjcmV0/);
        return true;
      });
    });
  }
});

describe("a login at ECR", () => {
  const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ecr-login-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("comes from the AWS CLI, for the registry's region", async () => {
    helper("aws", '[ "$*" = "ecr get-login-password --region eu-central-1" ] && echo pa:ss');
    assert.deepEqual(await ecrCredentials(registry, environment()), {
      username: "AWS",
      password: "pa:ss",
      source: "the AWS CLI",
    });
  });

  it("is missing without the AWS CLI", async () => {
    assert.deepEqual(await ecrCredentials(registry, { PATH: folder }), {
      missing: "the AWS CLI is not installed",
    });
  });

  it("is missing when the AWS CLI has no login, with its last words", async () => {
    helper("aws", "echo 'usage: aws' >&2; echo 'Unable to locate credentials' >&2; exit 253");
    assert.deepEqual(await ecrCredentials(registry, environment()), {
      missing: "the AWS CLI has no login (Unable to locate credentials)",
    });
  });
});

function environment(): NodeJS.ProcessEnv {
  return { PATH: `${folder}:/usr/bin:/bin`, DOCKER_CONFIG: folder };
}

function configure(config: object): void {
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
}

function helper(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** A helper's script that knows one server's login. */
function answer(server: string): string {
  const login = JSON.stringify({ ServerURL: server, Username: "acme", Secret: "pa:ss" });
  return `[ "$1" = get ] && [ "$(cat)" = "${server}" ] && echo '${login}' || exit 9`;
}
