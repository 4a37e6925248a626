// What the entry point checks before nginx starts, and that each service's site is a valid configuration.
import assert from "node:assert/strict";
import { needsNginx, Sidecar } from "./sidecar.ts";

describe("sidecar start", () => {
  before(needsNginx);

  for (const site of ["member", "board"]) {
    it(`renders a configuration of ${site} that nginx accepts`, async () => {
      const variables = { REAL_IP_FROM: "10.0.0.0/16 fd00::/8", DRAIN_SECONDS: "119" };
      const test = await Sidecar.run(variables, ["-t"], site);
      assert.equal(await test.ended, 0, test.stderr);
      assert.match(test.stderr, /test is successful/);
      assert.doesNotMatch(test.stderr, /\[(warn|emerg)\]/);
    });
  }

  const rejected: { name: string; value: string; says: RegExp }[] = [
    { name: "PORT", value: "http", says: /^nginx sidecar: PORT: must be .* from 1 to 65535, got "http"\n$/ },
    { name: "PORT", value: "65536", says: /^nginx sidecar: PORT: .*got "65536"\n$/ },
    { name: "PORT", value: "", says: /^nginx sidecar: PORT: .*got ""\n$/ },
    {
      name: "UPSTREAM",
      value: "localhost:8080",
      says: /^nginx sidecar: UPSTREAM: .*never a name, got "localhost:8080"\n$/,
    },
    {
      name: "REAL_IP_FROM",
      value: "10.0.0.0/16,10.1.0.0/16",
      says: /^nginx sidecar: REAL_IP_FROM: .*separated by blanks/,
    },
    {
      name: "REAL_IP_FROM",
      value: "10.0.0.0/16\n10.1.0.0/16",
      says: /^nginx sidecar: REAL_IP_FROM: must be on one line, got "10\.0\.0\.0\/16\\n10\.1\.0\.0\/16"\n$/,
    },
    { name: "DRAIN_SECONDS", value: "120", says: /^nginx sidecar: DRAIN_SECONDS: .*from 0 to 119/ },
    {
      name: "HOST",
      value: "0.0.0.0; include /etc/passwd",
      says: /^nginx sidecar: HOST: must be an IPv4 address/,
    },
    {
      name: "NGINX_SITE",
      value: "/nowhere",
      says: /^nginx sidecar: NGINX_SITE: .*server\.conf, got "\/nowhere"\n$/,
    },
    {
      name: "NGINX_RUN_DIR",
      value: "/tmp/$x",
      says: /^nginx sidecar: NGINX_RUN_DIR: must be an absolute path .*got "\/tmp\/\$x"\n$/,
    },
    {
      name: "NGINX_RUN_DIR",
      value: "/proc/nowhere",
      says: /^nginx sidecar: NGINX_RUN_DIR: .*can write, got "\/proc\/nowhere"/,
    },
  ];
  for (const { name, value, says } of rejected) {
    it(`rejects ${name}=${JSON.stringify(value)} with one line`, async () => {
      const failed = await Sidecar.run({ [name]: value });
      assert.equal(await failed.ended, 1);
      assert.match(failed.stderr, says);
    });
  }

  it("rejects a site with a page where the page is not built", async () => {
    const failed = await Sidecar.run({ NGINX_PAGE: "/nowhere" }, [], "board");
    assert.equal(await failed.ended, 1);
    assert.match(
      failed.stderr,
      /^nginx sidecar: NGINX_PAGE: .*index\.html,.* got "\/nowhere"; build the service\n$/,
    );
  });

  it("names every wrong variable at once", async () => {
    const failed = await Sidecar.run({ PORT: "x", DRAIN_SECONDS: "-1" });
    assert.deepEqual(failed.stderr.match(/\w+(?=: must be)/g), ["PORT", "DRAIN_SECONDS"]);
  });
});
