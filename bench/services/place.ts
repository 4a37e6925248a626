import { execFile } from "node:child_process";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { startPostgres } from "@starter/local-postgres";
import pg from "pg";
import type { Program } from "./server.ts";

/** Everything around the servers: a PostgreSQL with 100,000 posts, and what answers author names. */
export interface Place {
  /** The servers, by name. */
  programs: Record<"board" | "bare" | "express" | "member", Program>;
  /** Ids of posts, from anywhere in the table. */
  ids: string[];
  close(): Promise<void>;
}

const posts = 100_000;
const authors = 100;
const words = "The ferry leaves at nine, so bring a coat and something to read on the way over. ";

/** Makes the databases of both services with their own migrations, and fills board's. */
export async function makePlace(): Promise<Place> {
  const postgres = await startPostgres();
  const names = new Map(Array.from({ length: authors }, (_, n) => [randomUUID(), `Author ${n}`] as const));
  const namesServer = answerNames(names);
  await new Promise<void>((resolve) => namesServer.listen(0, "127.0.0.1", resolve));
  const memberUrl = `http://127.0.0.1:${(namesServer.address() as AddressInfo).port}`;

  async function migrated(name: "board" | "member"): Promise<Record<string, string>> {
    await postgres.createDatabase(name);
    const address = `${postgres.host}:${postgres.port}/${name}`;
    const login = { DATABASE_URL: `postgres://${name}@${address}`, DATABASE_PASSWORD: randomUUID() };
    const admin = { DATABASE_ADMIN_URL: postgres.url(name), DATABASE_ADMIN_PASSWORD: postgres.password };
    const env = { ...login, ...admin, LOG_LEVEL: "error" };
    await promisify(execFile)(process.execPath, [bundleOf(name), "migrate"], { env });
    return login;
  }

  const board = await migrated("board");
  const member = await migrated("member");
  const key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  const compared = { ...board, NAMES: JSON.stringify([...names]) };
  const address = new URL(postgres.url("board"));
  address.password = postgres.password;
  const subject = (file: string) => join(import.meta.dirname, "subjects", file);
  return {
    programs: {
      board: inImage("board", { ...board, MEMBER_URL: memberUrl }),
      bare: { file: subject("bare.mjs"), environment: compared },
      express: { file: subject("express.mjs"), environment: compared },
      member: inImage("member", { ...member, JWT_SIGNING_KEY: `${key}` }),
    },
    ids: await fill(address.href, [...names.keys()]),
    async close() {
      namesServer.closeAllConnections();
      namesServer.close();
      await postgres.stop();
    },
  };
}

const folderOf = (app: string) => join(import.meta.dirname, "../../apps", app);
const bundleOf = (app: string) => join(folderOf(app), "dist/main.mjs");

/** An app's bundle with the variables that its image sets. */
function inImage(app: string, environment: Record<string, string>): Program {
  const dockerfile = readFileSync(join(folderOf(app), "Dockerfile"), "utf8");
  const [, words = ""] = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile) ?? [];
  const variables = [...words.matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]);
  return { file: bundleOf(app), environment: { ...Object.fromEntries(variables), ...environment } };
}

async function fill(connectionString: string, authorIds: string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(
      `insert into post (author_id, title, body)
        select ($1::uuid[])[1 + n % $2], 'Notes from the island, part ' || n, repeat($3, 5) || n
        from generate_series(1, $4::int) n`,
      [authorIds, authorIds.length, words, posts],
    );
    await client.query("vacuum analyze post");
    const { rows } = await client.query<{ id: string }>(
      "select id from post order by md5(id::text) limit 1000",
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

/** Stands in for member, which board asks for names it does not have. */
function answerNames(names: ReadonlyMap<string, string>) {
  return createServer((request, response) => {
    const ids = new URL(request.url ?? "/", "http://member").searchParams.get("ids")?.split(",") ?? [];
    const items = ids.map((id) => ({ id, name: names.get(id) }));
    response.setHeader("content-type", "application/json").end(JSON.stringify({ items }));
  });
}
