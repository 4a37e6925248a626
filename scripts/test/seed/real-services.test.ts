// Proves that the real services take what `npm run seed` sends, over real HTTP with a real PostgreSQL. Does not prove the
// way through nginx or the local gateway: requests go to each service's own port.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { startService, type TestService, useDatabase } from "@starter/service-kit/testing";
import { migrations as boardMigrations } from "../../../apps/board/src/migrations.ts";
import { migrations as memberMigrations } from "../../../apps/member/src/migrations.ts";
import { type Api, createApi } from "../../seed/api.ts";
import { members } from "../../seed/members.ts";
import { seed } from "../../seed/seed.ts";

const apps = join(import.meta.dirname, "../../../apps");

describe("seed of the real services", function () {
  this.timeout(120_000);
  const memberDatabase = useDatabase(memberMigrations);
  const boardDatabase = useDatabase(boardMigrations);
  const services: TestService[] = [];
  let api: Api;

  before(async () => {
    const start = async (name: string, environment: Record<string, string>) => {
      const service = await startService(join(apps, name, "src/main.ts"), environment);
      services.push(service);
      return service.url;
    };
    const key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
    const memberUrl = await start("member", { ...memberDatabase().environment, JWT_SIGNING_KEY: `${key}` });
    const boardUrl = await start("board", { ...boardDatabase().environment, MEMBER_URL: memberUrl });
    const [member, board] = [createApi(new URL(memberUrl)), createApi(new URL(boardUrl))];
    api = (request) => (request.path.startsWith("/api/posts") ? board : member)(request);
  });
  after(async () => {
    for (const { process } of services) process.kill("SIGTERM");
    for (const { exited } of services) assert.equal(await exited, 0);
  });

  it("writes them all, under names that the board shows, and nothing again in the next run", async () => {
    const { posts, comments, kept } = await seed(api, 30, () => undefined);
    assert.deepEqual([posts, kept], [30, 0]);
    const { body } = await api({ method: "GET", path: "/api/posts?limit=100" });
    const { items } = body as { items: { authorName: string }[] };
    assert.equal(items.length, 30);
    assert.ok(items.every(({ authorName }) => members.some(({ name }) => name === authorName)));
    const { rows } = await boardDatabase().pool.query("select count(*)::int as comments from comment");
    assert.deepEqual(rows, [{ comments }]);
    for (let time = 0; time < 3; time += 1)
      assert.deepEqual(await seed(api, 30, () => undefined), { posts: 0, comments: 0, kept: 30 });
  });
});
