// What is said of Docker Hub's images: a proxy in front of Debian's docker-registry stands in for Docker Hub, with the
// headers of its documentation. Docker Hub itself is not asked.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "../faulty-proxy.ts";
import { proxy, withProxiedRegistry } from "../proxied-registry.ts";
import { check, hubIndex, index, sample, task } from "./sample-task.ts";

const secret = "pa-ss-word";
const dockerHub = { username: "acme", password: secret, source: "dockerHubToken of stacks/platform" };
const basicChallenge: Fault = { status: 401, headers: { "www-authenticate": 'Basic realm="hub"' } };

describe("a preflight of Docker Hub's images", () => {
  withProxiedRegistry();

  const limits = (remaining: number): Fault => ({
    status: 200,
    headers: {
      "ratelimit-limit": "100;w=21600",
      "ratelimit-remaining": `${remaining};w=21600`,
      "docker-ratelimit-source": "192.0.2.1",
    },
  });

  it("uses the platform's login, and none for another registry", async () => {
    const image = await hubIndex();
    const other = await index("acme/member", [sample]);
    proxy.fault = (line, { authorization }) => {
      if (line.includes("ratelimitpreview")) return limits(100);
      return authorization === undefined && line.includes("/hub/") ? basicChallenge : undefined;
    };
    const { images, findings } = await check(task([{ image }, { name: "other", image: other }]), {
      dockerHub,
    });
    assert.deepEqual(findings, []);
    assert.deepEqual(
      images.map(({ login }) => login),
      ["acme (dockerHubToken of stacks/platform)", undefined],
    );
  });

  it("uses docker's login where the platform has none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "docker-login-"));
    const login = { auths: { "docker.io": { auth: btoa(`mina:${secret}`) } } };
    writeFileSync(join(folder, "config.json"), JSON.stringify(login));
    try {
      proxy.fault = (line) => (line.includes("ratelimitpreview") ? limits(100) : undefined);
      const { images } = await check(task([{ image: await hubIndex() }]), {}, folder);
      assert.equal(images[0]?.login, "mina (docker login)");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says what a deployment takes: each task pulls each image", async () => {
    const image = await hubIndex();
    proxy.fault = (line) => (line.includes("ratelimitpreview") ? limits(73) : undefined);
    const { pulls, findings } = await check({ ...task([{ image }, { name: "migrate", image }]), count: 3 });
    assert.deepEqual(pulls, {
      limit: 100,
      remaining: 73,
      windowSeconds: 21_600,
      countedFor: "192.0.2.1",
      deployment: 3,
      withRollback: 6,
    });
    assert.deepEqual(findings, []);
  });

  it("warns when a deployment with a rollback could use up what is left", async () => {
    const image = await hubIndex();
    proxy.fault = (line) => (line.includes("ratelimitpreview") ? limits(5) : undefined);
    assert.deepEqual((await check({ ...task([{ image }]), count: 3 })).findings, [
      {
        level: "warning",
        message:
          "Docker Hub must let 3 images be pulled for a deployment of all services and 6 with a rollback, got 5 left of 100 in 6 h for this machine's address, while tasks are counted by theirs; set dockerHubUsername and dockerHubToken of stacks/platform, or wait",
      },
    ]);
  });

  it("finds an error when the tasks' own account has too little for the deployment", async () => {
    const image = await hubIndex();
    proxy.fault = (line) => (line.includes("ratelimitpreview") ? limits(2) : undefined);
    assert.deepEqual((await check({ ...task([{ image }]), count: 3 }, { dockerHub })).findings, [
      {
        level: "error",
        message:
          "Docker Hub must let 3 images be pulled for a deployment of all services and 6 with a rollback, got 2 left of 100 in 6 h for acme (dockerHubToken of stacks/platform); wait, deploy fewer services at a time, or set imageCache of stacks/platform",
      },
    ]);
  });

  it("counts each image once where a cache fetches them", async () => {
    const image = await hubIndex();
    proxy.fault = (line) => (line.includes("ratelimitpreview") ? limits(1) : undefined);
    const { pulls, findings } = await check({ ...task([{ image }]), count: 3 }, { imageCache: true });
    assert.deepEqual([pulls?.deployment, pulls?.withRollback, findings], [1, 1, []]);
  });

  it("says so when the limit cannot be read, unless the images say it", async () => {
    const image = await hubIndex();
    proxy.fault = (line) => (line.includes("ratelimitpreview") ? { status: 503 } : undefined);
    assert.deepEqual((await check(task([{ image }]))).findings, [
      {
        level: "warning",
        message:
          "Docker Hub should tell how many pulls are left, got no answer: docker.io must answer for docker.io/ratelimitpreview/test:latest, got status 503; try again later",
      },
    ]);
    proxy.fault = () => ({ status: 503 });
    assert.equal((await check(task([{ image }]))).findings.length, 1);
  });

  it("tells 429 with the time to wait", async () => {
    const image = await hubIndex();
    proxy.fault = (line) => {
      if (line.includes("ratelimitpreview")) return limits(100);
      return line.startsWith("GET") ? { status: 429, headers: { "retry-after": "60" } } : undefined;
    };
    const [found] = (await check(task([{ image }]), { dockerHub })).findings;
    assert.equal(
      found?.message.replace(/sha256:\w+/, "sha256:x"),
      "docker.io must answer for docker.io/hub/member@sha256:x…, got 429 too many requests with the login of acme (dockerHubToken of stacks/platform); wait 60 s, or use an account that may pull more",
    );
  });

  it("has no secret in anything it says", async () => {
    const image = await hubIndex();
    const body = JSON.stringify({ errors: [{ message: `no ${secret}` }] });
    proxy.fault = (line) => (line.startsWith("GET") ? { status: 403, body } : undefined);
    const report = await check(task([{ image }]), { dockerHub });
    assert.equal(report.findings[0]?.level, "error");
    assert.doesNotMatch(JSON.stringify(report), new RegExp(`${secret}|${btoa(`acme:${secret}`)}`));
  });
});
