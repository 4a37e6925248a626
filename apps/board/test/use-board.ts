import { randomUUID } from "node:crypto";
import type { App } from "@starter/service-kit";
import { type TestDatabase, useDatabase } from "@starter/service-kit/testing";
import { buildApp } from "../src/build-app.ts";
import { migrations } from "../src/migrations.ts";
import { type MemberStandIn, startMemberStandIn } from "./member-stand-in.ts";

/** The members of the tests. */
export const [mina, jisu] = [randomUUID(), randomUUID()] as const;

/** What a suite does with a board. */
export interface Board {
  app: App;
  member: MemberStandIn;
  database: TestDatabase;
  /** Sends a request; with `as`, under that member's token. */
  send(
    method: "GET" | "POST" | "PATCH" | "DELETE",
    url: string,
    options?: { as?: string; body?: object },
  ): Promise<Answer>;
  /** Writes a post as mina unless told otherwise, and returns it. */
  post(content?: { title?: string; body?: string; as?: string }): Promise<{ id: string; authorId: string }>;
  /** Replaces the app by one that remembers nothing. */
  restart(): Promise<void>;
}

type Answer = Awaited<ReturnType<App["inject"]>>;

/** Gives the surrounding `describe` an empty board for each test; call the result inside hooks and tests. */
export function useBoard(): () => Board {
  const database = useDatabase(migrations);
  let board: Board;
  let member: MemberStandIn;

  before(async () => {
    member = await startMemberStandIn();
  });
  after(() => member.stop());
  beforeEach(async () => {
    await database().pool.query("delete from post");
    await member.start();
    Object.assign(member, { calls: [], failure: undefined });
    member.names = new Map([
      [mina, "Mina"],
      [jisu, "지수"],
    ]);
    board = { app: build(), member, database: database(), send, post, restart };
  });
  afterEach(() => board.app.close());

  function build(): App {
    const pool = database().openPool();
    return buildApp({
      memberUrl: member.url,
      issuer: "member",
      audience: "starter",
      logLevel: "silent",
      pool,
    });
  }

  const send: Board["send"] = async (method, url, { as, body } = {}) => {
    const headers = as === undefined ? {} : { authorization: `Bearer ${await member.issuer.sign(as)}` };
    return board.app.inject({ method, url, headers, payload: body });
  };
  const post: Board["post"] = async ({ as = mina, ...content } = {}) => {
    const body = { title: "Hello", body: "First post", ...content };
    return (await send("POST", "/api/posts", { as, body })).json();
  };
  const restart: Board["restart"] = async () => {
    await board.app.close();
    board.app = build();
  };

  return () => board;
}
