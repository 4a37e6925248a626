// Starts real servers. Does not prove other operating systems, nor (on its own) the other kind of user: run it both
// as root and as a normal user for that. The copy of programs that root cannot share is proved only where the
// checkout is below a closed folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { deleteCluster } from "../src/cluster.ts";
import { type LocalPostgres, startPostgres } from "../src/index.ts";

const fixture = join(import.meta.dirname, "fixtures/start-and-wait.ts");

async function query(postgres: LocalPostgres, database: string, sql: string): Promise<unknown[]> {
  const { host, port, superuser: user, password } = postgres;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

describe("startPostgres", function () {
  this.timeout(30_000);
  let parent: string;
  let dataDirectory: string;
  let running: LocalPostgres[];

  const start = async (options: Parameters<typeof startPostgres>[0] = { dataDirectory }) => {
    const postgres = await startPostgres(options);
    running.push(postgres);
    return postgres;
  };

  beforeEach(async () => {
    running = [];
    // mkdtemp makes it 0700: as root, the server's own user cannot look inside.
    parent = await mkdtemp(join(await realpath(tmpdir()), "local-postgres-"));
    dataDirectory = join(parent, "data");
  });

  afterEach(async () => {
    await Promise.all(running.map((postgres) => postgres.stop()));
    for (const directory of [dataDirectory, join(parent, "other")]) await deleteCluster(directory);
    await rm(parent, { recursive: true, force: true });
  });

  it("runs PostgreSQL 18 and makes databases", async () => {
    const postgres = await start({});
    await postgres.createDatabase("notes");
    assert.deepEqual(
      await query(postgres, "notes", "select current_setting('server_version_num')::int / 10000"),
      [18],
    );
  });

  it("makes the same database and owner twice, also at once", async () => {
    const postgres = await start({});
    const owner = { user: "writer", password: "it's \\ odd" };
    await Promise.all([1, 2, 3].map(() => postgres.createDatabase("notes", owner)));
    const client = new pg.Client({ ...owner, host: postgres.host, port: postgres.port, database: "notes" });
    await client.connect();
    await client.query("create table note (text text)");
    await client.end();
  });

  it("keeps the data and the password over a restart", async () => {
    const first = await start();
    await first.createDatabase("notes");
    await query(first, "notes", "create table note as select 'kept' as text");
    await first.stop();
    const second = await start();
    assert.equal(second.password, first.password);
    assert.deepEqual(await query(second, "notes", "select text from note"), ["kept"]);
  });

  it("keeps the password in a file that only its owner can read", async () => {
    const postgres = await start();
    const file = join(dataDirectory, "superuser-password");
    assert.equal(await readFile(file, "utf8"), postgres.password);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it("forgets the data when started fresh, and leaves other files alone", async () => {
    const first = await start();
    await first.createDatabase("notes");
    await first.stop();
    await writeFile(join(dataDirectory, "mine.txt"), "mine");
    const second = await start({ dataDirectory, fresh: true });
    assert.deepEqual(
      await query(second, "postgres", "select count(*)::int from pg_database where datname = 'notes'"),
      [0],
    );
    assert.equal(await readFile(join(dataDirectory, "mine.txt"), "utf8"), "mine");
  });

  it("deletes a temporary cluster on stop", async () => {
    const postgres = await start({});
    const [cluster] = await query(postgres, "postgres", "select current_setting('data_directory')");
    await postgres.stop();
    await assert.rejects(access(String(cluster)), { code: "ENOENT" });
  });

  it("rejects a second user of a running cluster with one sentence", async () => {
    await start();
    await assert.rejects(start(), (error: Error) => {
      assert.match(
        error.message,
        /^the database in .* is in use by process \d+; stop the run that started it, or use another data directory$/,
      );
      return true;
    });
  });

  it("rejects starting fresh while the cluster is in use, and leaves it running", async () => {
    const postgres = await start();
    await assert.rejects(start({ dataDirectory, fresh: true }), /is in use by process/);
    assert.deepEqual(await query(postgres, "postgres", "select 1"), [1]);
  });

  it("starts over a stale lock whose process number now belongs to another program", async () => {
    const first = await start();
    const [cluster] = await query(first, "postgres", "select current_setting('data_directory')");
    await first.stop();
    await writeFile(
      join(String(cluster), "postmaster.pid"),
      `${process.pid}\n${cluster}\n1700000000\n5432\n\n127.0.0.1\n`,
    );
    const second = await start();
    assert.deepEqual(await query(second, "postgres", "select 1"), [1]);
  });

  it("ends with its parent even by SIGKILL, and the next start recovers", async () => {
    const child = spawn(process.execPath, [fixture, dataDirectory], { stdio: ["ignore", "pipe", "inherit"] });
    const [url] = await once(createInterface({ input: child.stdout }), "line");
    child.kill("SIGKILL");
    await once(child, "exit");
    const second = await start();
    assert.deepEqual(await query(second, "notes", "select 1"), [1]);
    const orphan = connect(Number(new URL(url).port), "127.0.0.1");
    await assert.rejects(once(orphan, "connect"), { code: "ECONNREFUSED" });
  });

  it("deletes what it kept for a data directory that is gone", async () => {
    const first = await start();
    const [cluster] = await query(first, "postgres", "select current_setting('data_directory')");
    await first.stop();
    await rm(dataDirectory, { recursive: true });
    await start({ dataDirectory: join(parent, "other") });
    await assert.rejects(access(String(cluster)), { code: "ENOENT" });
  });

  it("starts with an empty database when its files were cleaned up", async () => {
    const first = await start();
    const [cluster] = await query(first, "postgres", "select current_setting('data_directory')");
    await first.stop();
    await rm(String(cluster), { recursive: true });
    assert.deepEqual(await query(await start(), "postgres", "select 1"), [1]);
  });

  it("rejects a cluster whose password file is gone, and says what to do", async () => {
    await (await start()).stop();
    await rm(join(dataDirectory, "superuser-password"));
    await assert.rejects(start(), /superuser-password must hold the database's password.*delete .* to start/);
  });

  it("reports why the server refused to start", async () => {
    const first = await start();
    const [cluster] = await query(first, "postgres", "select current_setting('data_directory')");
    await first.stop();
    await writeFile(join(String(cluster), "PG_VERSION"), "17\n");
    await assert.rejects(start(), /did not start in .*initialized by PostgreSQL version 17/);
  });

  it("starts twice at once in an empty folder: one runs, the other is told", async () => {
    await mkdir(dataDirectory);
    const results = await Promise.allSettled([start(), start()]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  });
});
