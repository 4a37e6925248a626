// Proves the life of a service as a process of its own. What nginx and the load balancer do meanwhile is proved with
// real images, not here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { startService, type TestService, useDatabase } from "../src/testing/index.ts";

const mainFile = join(import.meta.dirname, "fixtures/sample-service.ts");
const nowhere = { DATABASE_URL: "postgres://app@127.0.0.1:1/app", DATABASE_PASSWORD: "x" };

async function run(environment: Record<string, string>, ...command: string[]) {
  const child = spawn(process.execPath, [mainFile, ...command], {
    env: { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { output, errors, code };
}

describe("runService", () => {
  let service: TestService | undefined;

  const start = async (environment: Record<string, string> = nowhere) => {
    service = await startService(mainFile, environment);
    return service;
  };
  const logged = async (running: TestService, message: string) => {
    while (!running.log.some((line) => line.includes(message))) await sleep(5);
  };

  afterEach(async () => {
    service?.process.kill("SIGKILL");
    await service?.exited;
    service = undefined;
  });

  it("starts without a database, answers 503, and is ready and alive all the same", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/tables`);
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [503, "application/problem+json"]);
    assert.equal((await fetch(`${url}/livez`)).status, 200);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
  });

  it("answers 503 within four seconds when the database hangs", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const { url } = await start({ ...nowhere, DATABASE_URL: `postgres://app@127.0.0.1:${port}/app` });
    const started = performance.now();
    assert.equal((await fetch(`${url}/tables`)).status, 503);
    assert.ok(performance.now() - started < 4000);
    silent.close();
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`finishes a request under way on ${signal}, then ends with 0`, async () => {
      const running = await start();
      const answer = fetch(`${running.url}/wait/400`);
      await logged(running, "waiting");
      running.process.kill(signal);
      const { status, headers } = await answer;
      assert.deepEqual([status, headers.get("connection")], [200, "close"]);
      assert.equal(await running.exited, 0);
      await assert.rejects(fetch(`${running.url}/livez`));
    });
  }

  it("ends with 0 although a caller keeps an idle connection open", async () => {
    const running = await start();
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(get(`${running.url}/livez`, { agent }), "response");
    response.resume();
    await once(response, "end");
    const started = performance.now();
    running.process.kill("SIGTERM");
    assert.equal(await running.exited, 0);
    assert.ok(performance.now() - started < 2000);
    agent.destroy();
  });

  it("ends at once on a second signal", async () => {
    const running = await start();
    const answer = fetch(`${running.url}/wait/5000`).catch(() => "cut");
    await logged(running, "waiting");
    running.process.kill("SIGTERM");
    await logged(running, "stopping");
    running.process.kill("SIGINT");
    assert.equal(await running.exited, 130);
    assert.equal(await answer, "cut");
  });

  it("reports every mistake of its environment on one screen and ends with 1", async () => {
    const { errors, code } = await run({ PORT: "http", LOG_LEVEL: "loud" });
    assert.equal(code, 1);
    const lines = errors.trimEnd().split("\n");
    assert.equal(lines[0], "sample cannot start: its environment has mistakes");
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(":")[0]?.trim()),
      ["PORT", "LOG_LEVEL", "DATABASE_URL", "DATABASE_PASSWORD"],
    );
  });

  it("says that its port is taken, in one line", async () => {
    const { url } = await start();
    const { errors, code } = await run({ ...nowhere, PORT: new URL(url).port });
    assert.equal(code, 1);
    assert.match(
      errors,
      /^sample cannot start: PORT: must be free, got .*EADDRINUSE.*; set PORT to another one\n$/,
    );
  });

  it("refuses an unknown command with 2", async () => {
    const { errors, code } = await run(nowhere, "serve");
    assert.deepEqual(
      [code, errors],
      [2, 'the only command is migrate, got "serve"; leave it out to serve\n'],
    );
  });

  describe("migrate", () => {
    const database = useDatabase([]);

    it("ends with 0", async () => {
      const { output, code } = await run(database().environment, "migrate");
      assert.equal(code, 0);
      assert.match(output, /the database is up to date/);
    });

    it("ends with 1 and one line when the database cannot be reached", async () => {
      const { errors, code } = await run(nowhere, "migrate");
      assert.deepEqual(
        [code, errors],
        [1, "sample cannot start: connect ECONNREFUSED 127.0.0.1:1 (ECONNREFUSED)\n"],
      );
    });

    it("wants both of the admin's variables or none", async () => {
      const { errors, code } = await run({ ...nowhere, DATABASE_ADMIN_PASSWORD: "x" }, "migrate");
      assert.equal(code, 1);
      assert.match(
        errors,
        /DATABASE_ADMIN_URL, DATABASE_ADMIN_PASSWORD: must both be set or both be left out/,
      );
    });
  });
});
