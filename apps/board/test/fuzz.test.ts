// Proves that no request of the fuzz brings board to a 5xx, an undocumented answer or a bad token's acceptance, and
// that a refused one changes nothing.
import { fuzz } from "@starter/service-kit/testing";
import { mina, useBoard } from "./use-board.ts";

describe("board under fuzz", () => {
  const board = useBoard();

  it("answers every request as its OpenAPI document says", async () => {
    const { app, database, member, post, send } = board();
    const prepare = async () => {
      const written = await post();
      const comment = await send("POST", `/api/posts/${written.id}/comments`, {
        as: mina,
        body: { body: "Me too" },
      });
      return { subject: mina, known: { id: [written.id, comment.json().id], author: [mina] } };
    };
    // Few are good in every part: the right one of two ids, a body that fits, a good token.
    const requests = 400;
    const stored = async () => {
      const digest = (table: string) =>
        `select count(*), md5(string_agg(${table}::text, '' order by id)) from ${table}`;
      return (await database.pool.query(`${digest("post")} union all ${digest("comment")}`)).rows;
    };
    const { issuer } = member;
    await fuzz(app, { openApiPath: "/api/posts/openapi.json", issuer, prepare, stored, requests });
  }).timeout(120_000);
});
