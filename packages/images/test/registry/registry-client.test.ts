// Reading a registry: against Debian's docker-registry, with a proxy in front that goes wrong on demand. How Docker Hub,
// ECR and others word their refusals is taken from their documentation.
import assert from "node:assert/strict";
import { parseManifest } from "../../src/registry/image-manifest.ts";
import { manifestExists } from "../../src/registry/registry-client.ts";
import { type Fault, startFaultyProxy } from "../faulty-proxy.ts";
import { proxy, registry, withProxiedRegistry } from "../proxied-registry.ts";
import { clientOf, credentials, digestOf, lines, pushMember, readImage, rejects } from "./member-image.ts";

/** `acme/member@sha256:…` */
let member: string;

describe("a registry", () => {
  withProxiedRegistry();
  before(async () => {
    member = await pushMember();
  });

  it("has what was pushed to it, at one HEAD", async () => {
    assert.equal(await manifestExists(`${proxy.host}/${member}`), true);
    assert.deepEqual(lines(), [`HEAD /v2/acme/member/manifests/${digestOf(member)}`]);
  });

  it("has no other digest", async () => {
    const other = `${proxy.host}/acme/member@sha256:${"0".repeat(64)}`;
    assert.equal(await manifestExists(other), false);
  });

  it("has no other tag", async () => {
    assert.equal(await manifestExists(`${proxy.host}/acme/member:1`), false);
  });

  it("gives manifest, configuration and layer, each by its digest", async () => {
    const { client, layer, config } = await readImage(member);
    const pieces: Uint8Array[] = [];
    for await (const piece of client.blobStream(layer)) pieces.push(piece);
    assert.equal(Buffer.concat(pieces).length, layer.size);
    assert.equal(JSON.parse((await client.blob(config)).toString()).architecture, "arm64");
  });

  describe("that refuses or fails", () => {
    const faults: { name: string; fault: Fault; kind: string; says: () => string }[] = [
      {
        name: "403",
        fault: { status: 403 },
        kind: "forbidden",
        says: () =>
          `${shown()} must be readable, got 403 without a login; give it the right to pull this repository`,
      },
      {
        name: "429 with the seconds to wait",
        fault: { status: 429, headers: { "retry-after": "37" } },
        kind: "limited",
        says: () =>
          `${proxy.host} must answer for ${shown()}, got 429 too many requests without a login; wait 37 s, or use an account that may pull more`,
      },
      {
        name: "429 without a time",
        fault: { status: 429 },
        kind: "limited",
        says: () =>
          `${proxy.host} must answer for ${shown()}, got 429 too many requests without a login; wait until pulls are free again, or use an account that may pull more`,
      },
      {
        name: "503",
        fault: { status: 503 },
        kind: "broken",
        says: () => `${proxy.host} must answer for ${shown()}, got status 503; try again later`,
      },
      {
        name: "another digest",
        fault: { status: 200, headers: { "docker-content-digest": `sha256:${"f".repeat(64)}` } },
        kind: "broken",
        says: () =>
          `${shown()} must have the digest it is called by, got sha256:ffffffffffff…; look at the network, any proxy and the registry, and push it again`,
      },
      {
        name: "silence",
        fault: "silence",
        kind: "timeout",
        says: () =>
          `${proxy.host} must answer for ${shown()} within 0.3 s, got nothing; look at the network and any proxy, and try again`,
      },
    ];
    for (const { name, fault, kind, says } of faults) {
      it(`rejects ${name}`, async () => {
        proxy.fault = () => fault;
        await rejects(member, { timeoutMs: 300 }, kind, says());
      });
    }

    it("rejects a host that is not there", async () => {
      const gone = await startFaultyProxy(registry.host);
      await gone.stop();
      await assert.rejects(manifestExists(`${gone.host}/${member}`), {
        kind: "unreachable",
        message: `${gone.host} must be reachable, got ECONNREFUSED; look at its name, the network and any proxy`,
      });
    });

    it("tells the registry's reason, without control characters and without the password", async () => {
      const errors = [{ code: "DENIED", message: "\u001b[31mno\nright for pa-ss-word" }];
      proxy.fault = () => ({ status: 403, body: JSON.stringify({ errors }) });
      await assert.rejects(clientOf(member, { credentials }).manifest(digestOf(member)), {
        kind: "forbidden",
        message: `${shown()} must be readable, got 403 with the login of acme (docker login) (" [31mno right for [secret]"); give it the right to pull this repository`,
      });
    });

    it("rejects a manifest whose bytes do not match its digest", async () => {
      proxy.fault = () => "garble";
      await assert.rejects(clientOf(member).manifest(digestOf(member)), {
        kind: "broken",
        message: /must have the digest/,
      });
    });

    it("rejects a configuration whose bytes do not match its digest", async () => {
      const { client: reader, config } = await readImage(member);
      proxy.fault = () => "garble";
      await assert.rejects(reader.blob(config), { kind: "broken", message: /must have the digest/ });
    });

    it("rejects a layer whose bytes do not match its digest, after its last piece", async () => {
      const { client: reader, layer } = await readImage(member);
      proxy.fault = () => "garble";
      let size = 0;
      await assert.rejects(
        async () => {
          for await (const piece of reader.blobStream(layer)) size += piece.byteLength;
        },
        { kind: "broken", message: /must have the digest/ },
      );
      assert.equal(size, layer.size);
    });

    it("rejects a manifest that is cut off", async () => {
      proxy.fault = () => "cut";
      await assert.rejects(clientOf(member).manifest(digestOf(member)), {
        kind: "broken",
        message: `${proxy.host} must send ${shown()} to its end, got a part of it; look at the network and any proxy, and try again`,
      });
    });

    it("takes a layer that comes slowly for longer than an answer may take", async () => {
      const { client: reader, layer } = await readImage(member, { timeoutMs: 300 });
      proxy.fault = () => "drip";
      await drain(reader.blobStream(layer));
    });

    it("rejects a layer that stops coming", async () => {
      const { client: reader, layer } = await readImage(member, { timeoutMs: 300 });
      proxy.fault = () => "stall";
      await assert.rejects(drain(reader.blobStream(layer)), {
        kind: "timeout",
        message: /within 0\.3 s, got nothing/,
      });
    });

    it("rejects a manifest that is no JSON, an index without digests, and an unknown form", () => {
      const subject = "acme/member:1";
      const bodies = ["<html>", '{"manifests":[{"platform":{"os":"linux"}}]}', '{"schemaVersion":1}'];
      const messages = bodies.map((body) => {
        try {
          return JSON.stringify(parseManifest(Buffer.from(body), subject));
        } catch (error) {
          return (error as Error).message;
        }
      });
      assert.deepEqual(messages, [
        "acme/member:1 must hold JSON, got something else; look at what was pushed there",
        "acme/member:1 must hold digests and sizes of its parts, got something else; look at what was pushed there",
        "acme/member:1 must hold an image's manifest or index, got something else; look at what was pushed there",
      ]);
    });
  });
});

async function drain(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of pieces);
}

/** The address as texts show it. */
function shown(): string {
  return `${proxy.host}/${member.slice(0, member.indexOf(":") + 13)}…`;
}
