// Proves that a process of member outlives its database, with a real PostgreSQL that crashes under writes (SIGQUIT: no
// clean shutdown) and with a network that swallows everything. A failover of RDS also moves the address; that is not proved.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalPostgres, startPostgres } from "@starter/local-postgres";
import { migrate } from "@starter/service-kit";
import { createTestIssuer, openPool, startService, type TestService } from "@starter/service-kit/testing";
import { migrations } from "../src/migrations.ts";
import { openRelay, type Relay } from "./fixtures/relay.ts";

const password = "for this test";

describe("member in an outage of its database", function () {
  this.timeout(90_000);
  let directory: string;
  let postgres: LocalPostgres;
  let relay: Relay;
  let service: TestService;
  let tokens: string[];

  const address = (user: string) => ({
    host: "127.0.0.1",
    port: postgres.port,
    user,
    database: "member",
    verifyTls: false,
  });
  const admin = () => ({ address: address(postgres.superuser), password: postgres.password });
  const query = async (text: string) => {
    const pool = openPool(admin(), "test");
    try {
      return (await pool.query(text)).rows;
    } finally {
      await pool.end();
    }
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "outage-"));
    postgres = await startPostgres({ dataDirectory: directory });
    await postgres.createDatabase("member");
    const app = { address: address("member"), password };
    await migrate({ app, admin: admin(), migrations, log: { info: () => undefined, warn: () => undefined } });
    const members = await query(
      "insert into member (email, name, password_hash) select n || '@b.co', '0', '' from generate_series(1, 20) n returning id",
    );
    const key = generateKeyPairSync("ed25519").privateKey;
    const issuer = await createTestIssuer("member", "starter", key);
    tokens = await Promise.all(members.map(({ id }) => issuer.sign(id)));
    relay = await openRelay(postgres.port);
    service = await startService(join(import.meta.dirname, "../src/main.ts"), {
      DATABASE_URL: `postgres://member@127.0.0.1:${relay.port}/member`,
      DATABASE_PASSWORD: password,
      JWT_SIGNING_KEY: key.export({ type: "pkcs8", format: "pem" }).toString(),
    });
  });

  after(async () => {
    service?.process.kill("SIGKILL");
    relay?.close();
    await postgres?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const rename = async (token: string, name: string) => {
    const started = performance.now();
    const answer = await fetch(`${service.url}/api/members/me`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name }),
    });
    await answer.arrayBuffer();
    return { status: answer.status, milliseconds: performance.now() - started };
  };

  /** Every member counts up its name until told to stop, and remembers the last number that was acknowledged. */
  function startLoad() {
    let going = true;
    const answers: { status: number; milliseconds: number; at: number }[] = [];
    const acknowledged = tokens.map(() => 0);
    const writers = tokens.map(async (token, index) => {
      for (let number = 1; going; number += 1) {
        const answer = await rename(token, String(number));
        if (answer.status === 200) acknowledged[index] = number;
        answers.push({ ...answer, at: performance.now() });
        await sleep(20);
      }
    });
    const stop = async () => {
      going = false;
      await Promise.all(writers);
      return { answers, acknowledged };
    };
    return { answers, stop };
  }

  it("answers 503 in time when PostgreSQL crashes, recovers by itself, and loses no acknowledged write", async () => {
    const load = startLoad();
    await sleep(1000);
    const [{ pid }] = await query("select pg_read_file('postmaster.pid') as pid");
    process.kill(Number.parseInt(pid, 10), "SIGQUIT");
    await sleep(2000);
    assert.equal((await fetch(`${service.url}/readyz`)).status, 200);
    await postgres.stop();
    postgres = await startPostgres({ dataDirectory: directory });
    relay.leadTo(postgres.port);
    const back = performance.now();
    while (load.answers.at(-1)?.status !== 200) {
      assert.ok(performance.now() - back < 10_000, "it must recover within ten seconds");
      await sleep(20);
    }
    await sleep(1000);
    const { answers, acknowledged } = await load.stop();
    assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [200, 503]);
    const slowest = Math.max(
      ...answers.filter(({ status }) => status === 503).map(({ milliseconds }) => milliseconds),
    );
    assert.ok(slowest < 7000, `503 after ${slowest} ms`);
    const stored = await query("select name from member order by length(email), email");
    for (const [index, { name }] of stored.entries()) {
      // A write that was not acknowledged may have been made all the same.
      assert.ok(
        Number(name) >= (acknowledged[index] ?? 0),
        `${name} after ${acknowledged[index]} was acknowledged`,
      );
    }
    assert.ok(acknowledged.every((number) => number > 10));
  });

  it("answers 503 in time when nothing comes back, and recovers on new connections", async () => {
    const [token = ""] = tokens;
    await Promise.all(tokens.map((each) => rename(each, "before")));
    relay.freeze();
    const lost = await Promise.all(tokens.map((each) => rename(each, "lost")));
    // What found no open connection made one, and got through.
    assert.ok(lost.every(({ status }) => status === 503 || status === 200));
    assert.ok(lost.some(({ status }) => status === 503));
    const slowest = Math.max(...lost.map(({ milliseconds }) => milliseconds));
    assert.ok(slowest < 10_000, `an answer after ${slowest} ms`);
    const { status, milliseconds } = await rename(token, "after");
    assert.equal(status, 200);
    assert.ok(milliseconds < 1000, `${milliseconds} ms`);
  });
});
