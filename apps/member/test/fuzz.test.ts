// Proves that no request of the fuzz brings member to a 5xx, an undocumented answer or a bad token's acceptance, and
// that a refused one changes no member. Failed
// logins are forgotten before each request, or the limit on them would soon be all that answers.
import { fuzz } from "@starter/service-kit/testing";
import { ann, useMember } from "./fixtures/member-app.ts";

describe("member under fuzz", () => {
  const member = useMember();

  it("answers every request as its OpenAPI document says", async () => {
    const { app, database, issuer, join } = member();
    app.addHook("onRequest", async () => {
      await database.pool.query("delete from login_attempt");
    });
    const prepare = async () => {
      await database.pool.query("delete from member");
      const { id } = await join();
      const { email, password } = ann;
      const known = { id: [id], ids: [id, `${id},${id}`], email: [email], password: [password] };
      return { subject: id, known: { ...known, currentPassword: [password] } };
    };
    const stored = async () => {
      const digest = "select count(*), md5(string_agg(member::text, '' order by id)) from member";
      return (await database.pool.query(digest)).rows;
    };
    await fuzz(app, { openApiPath: "/api/members/openapi.json", issuer, prepare, stored });
  }).timeout(120_000);
});
