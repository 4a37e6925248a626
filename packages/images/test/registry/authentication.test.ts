// Logging in at a registry: by passwords of Debian's docker-registry itself, and by tokens of a service that the proxy in
// front of it plays.
import assert from "node:assert/strict";
import { manifestExists } from "../../src/registry/registry-client.ts";
import { startFaultyProxy } from "../faulty-proxy.ts";
import { proxy, registry, withProxiedRegistry } from "../proxied-registry.ts";
import { type RegistryServer, startRegistry } from "../registry-server.ts";
import { challenge, token, tokenService } from "../token-service.ts";
import { credentials, digestOf, lines, pushMember, readImage, rejects } from "./member-image.ts";

/** `acme/member@sha256:…` */
let member: string;

describe("a registry", () => {
  withProxiedRegistry();
  before(async () => {
    member = await pushMember();
  });

  describe("that wants a token", () => {
    it("gets one without a login", async () => {
      tokenService(() => "token");
      assert.equal(await manifestExists(`${proxy.host}/${member}`), true);
      assert.deepEqual(lines(), [
        `HEAD /v2/acme/member/manifests/${digestOf(member)}`,
        "GET /token?service=registry.test&scope=repository%3Aacme%2Fmember%3Apull",
        `HEAD /v2/acme/member/manifests/${digestOf(member)}`,
      ]);
      assert.deepEqual(
        proxy.requests.map(({ authorization }) => authorization),
        [undefined, undefined, "Bearer token"],
      );
    });

    it("gets one with the login, once for all requests", async () => {
      tokenService(({ authorization }) =>
        authorization === `Basic ${btoa("acme:pa-ss-word")}` ? "token" : undefined,
      );
      const { client, config } = await readImage(member, { credentials });
      await client.blob(config);
      assert.equal(lines().filter((line) => line.startsWith("GET /token")).length, 1);
    });

    it("gets one for an identity token, which is not in the address", async () => {
      tokenService((_, body) => {
        const form = Object.fromEntries(new URLSearchParams(body));
        assert.deepEqual(form, {
          service: "registry.test",
          scope: "repository:acme/member:pull",
          grant_type: "refresh_token",
          client_id: "ship",
          refresh_token: "pa-ss-word",
        });
        return "token";
      });
      const identity = { ...credentials, username: "<token>" };
      assert.equal(await manifestExists(`${proxy.host}/${member}`, { credentials: identity }), true);
      assert.equal(lines()[1], "POST /token");
    });

    it("gets a new one when the old one has expired", async () => {
      let valid = "first";
      tokenService(
        () => valid,
        () => valid,
      );
      const { client, config } = await readImage(member);
      valid = "second";
      await client.blob(config);
      assert.equal(proxy.requests.at(-1)?.authorization, "Bearer second");
    });

    it("rejects a login that the token service refuses", async () => {
      tokenService(() => undefined);
      await rejects(
        member,
        { credentials },
        "unauthorized",
        `${proxy.host} must accept the login of acme (docker login), got 401: the token is wrong, expired or revoked; make a new one and set it where this one was set`,
      );
    });

    it("rejects a token service without TLS that a registry elsewhere names", async () => {
      const fetchStub = async () =>
        new Response(null, {
          status: 401,
          headers: { "www-authenticate": 'Bearer realm="http://thief.test/token"' },
        });
      await assert.rejects(manifestExists(`registry.test/${member}`, { credentials, fetch: fetchStub }), {
        kind: "broken",
        message:
          'registry.test must give tokens at an https address, got "http://thief.test/token"; look at the registry\'s name and its configuration',
      });
    });
  });

  describe("with passwords of its own", () => {
    let guarded: RegistryServer;
    before(async () => {
      // bcrypt of "pa-ss-word"
      guarded = await startRegistry({
        htpasswd: "acme:$2y$04$abcdefghijklmnopqrstuui0S4Ef0lc645qucw12rCvJrzi6bYwHy",
      });
    });
    after(() => guarded?.stop());
    const address = () => `${guarded.host}/acme/member@sha256:${"0".repeat(64)}`;

    it("answers to the login", async () => {
      assert.equal(await manifestExists(address(), { credentials }), false);
    });

    it("rejects who has no login", async () => {
      await assert.rejects(manifestExists(address()), {
        kind: "unauthorized",
        message: `${guarded.host}/acme/member@sha256:000000000000… must be readable, got 401 without a login: it is private or does not exist; log in at ${guarded.host}, or correct the name`,
      });
    });

    it("rejects a wrong password", async () => {
      await assert.rejects(
        manifestExists(address(), { credentials: { ...credentials, password: "guess" } }),
        {
          kind: "unauthorized",
          message: `${guarded.host}/acme/member@sha256:000000000000… must be readable, got 401 with the login of acme (docker login): it does not exist or the account may not read it; correct the name, or give the account the right to read it`,
        },
      );
    });
  });

  it("does not hand its login to the host that a redirect leads to", async () => {
    const storage = await startFaultyProxy(registry.host);
    try {
      const { client: reader, config } = await readImage(member, { credentials });
      proxy.fault = (line, { authorization }) => {
        if (authorization === undefined) return challenge();
        if (line.startsWith("GET /token")) return token("token");
        return { status: 307, headers: { location: `http://${storage.host}${line.split(" ")[1]}` } };
      };
      const body = await reader.blob(config);
      assert.equal(body.length, config.size);
      assert.deepEqual(
        storage.requests.map(({ authorization }) => authorization),
        [undefined],
      );
    } finally {
      await storage.stop();
    }
  });
});
