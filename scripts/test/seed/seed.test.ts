// Proves what `npm run seed` sends, prints and makes of refusals, against a stand-in for the system. That the real
// services take it all: real-services.test.ts.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { createApi } from "../../seed/api.ts";
import { seed } from "../../seed/seed.ts";
import { SeedError } from "../../seed/seed-error.ts";
import { SystemStandIn } from "./system-stand-in.ts";

const main = join(import.meta.dirname, "../../seed/main.ts");

describe("seed", () => {
  let system: SystemStandIn;
  let url: string;
  const waits: number[] = [];

  beforeEach(async () => {
    system = new SystemStandIn();
    url = await system.start();
    waits.length = 0;
  });
  afterEach(() => system.stop());

  const api = () => createApi(new URL(url), async (milliseconds) => waits.push(milliseconds));
  const run = (posts: number) => seed(api(), posts, () => undefined);
  const command = (...args: string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [main, ...args], (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  it("writes posts and comments of a dozen members, in English and in Korean", async () => {
    const { posts, comments, kept } = await run(60);
    const { stored } = system;
    assert.deepEqual([posts, kept, stored.posts.length], [60, 0, 60]);
    assert.equal(comments, stored.comments.length);
    assert.ok(comments > 30, `${comments} comments`);
    assert.equal(stored.passwords.size, 12);
    assert.equal(new Set(stored.posts.map(({ authorId }) => authorId)).size, 12);
    const korean = stored.posts.filter(({ body }) => /[가-힣]/.test(body)).length;
    assert.ok(korean > 10 && korean < 50, `${korean} of 60`);
  });

  it("leaves no word of a text unfilled, and repeats no title", async () => {
    await run(300);
    const { posts, comments } = system.stored;
    const texts = [...posts.flatMap(({ title, body }) => [title, body]), ...comments.map(({ body }) => body)];
    assert.deepEqual(
      texts.filter((text) => /[{}]|undefined| {2}/.test(text)),
      [],
    );
    assert.equal(new Set(posts.map(({ title }) => title)).size, 300);
  });

  it("writes the same in every run on fresh data", async () => {
    await run(30);
    const { posts, comments } = system.stored;
    await system.stop();
    system = new SystemStandIn();
    url = await system.start();
    await run(30);
    assert.deepEqual([system.stored.posts, system.stored.comments], [posts, comments]);
  });

  it("adds only what is missing when it runs again", async () => {
    await run(30);
    assert.deepEqual(await run(30), { posts: 0, comments: 0, kept: 30 });
    const { posts, kept } = await run(40);
    assert.deepEqual([posts, kept, system.stored.posts.length], [10, 30, 40]);
  });

  it("waits and tries again while the system is busy", async () => {
    system.failures.push(503, 429);
    assert.equal((await run(1)).posts, 1);
    assert.deepEqual(waits, [1000, 2000]);
  });

  it("logs in again when its tokens expire", async () => {
    const { stored } = system;
    const push = stored.posts.push.bind(stored.posts);
    stored.posts.push = (...posts) => {
      if (stored.posts.length % 10 === 0) system.tokenNumber += 1;
      return push(...posts);
    };
    assert.deepEqual([(await run(40)).posts, stored.posts.length], [40, 40]);
    assert.deepEqual([system.tokenNumber, waits], [4, []]);
  });

  it("rejects a system that stays busy, naming request and answer", async () => {
    system.failures.push(503, 503, 503, 503);
    await assert.rejects(run(1), (error) => {
      assert.ok(error instanceof SeedError);
      assert.match(
        error.message,
        /^POST \/api\/sessions must be answered with 201, got 503 \(told to fail\)/,
      );
      return true;
    });
  });

  it("rejects a member with another password, and says what to do", async () => {
    system.stored.passwords.set("seoyeon@seed.example", "another");
    await assert.rejects(run(1), /seoyeon@seed\.example must have the seed's password.*--fresh/);
  });

  describe("as a command", () => {
    it("shows progress and what it came to", async () => {
      const { code, stdout, stderr } = await command("--url", url, "--posts", "10");
      assert.deepEqual([code, stderr], [0, ""]);
      const lines = stdout.trim().split("\n");
      assert.deepEqual(lines.slice(-6, -1), [
        "posts 2/10",
        "posts 4/10",
        "posts 6/10",
        "posts 8/10",
        "posts 10/10",
      ]);
      assert.match(lines.at(-1) ?? "", new RegExp(`^wrote 10 posts and \\d+ comments: ${url}$`));
    });

    it("says in one line when nothing answers", async () => {
      await system.stop();
      const { code, stderr } = await command("--url", url);
      assert.equal(code, 1);
      assert.match(
        stderr,
        new RegExp(`^seed: ${url} must be a running system, got no answer .*npm start.*\n$`),
      );
    });

    for (const args of [["--posts", "0"], ["--posts", "x"], ["--url", "nowhere"], ["--all"], ["now"]]) {
      it(`rejects ${args.join(" ")} with the usage`, async () => {
        const { code, stderr } = await command(...args);
        assert.equal(code, 2);
        assert.match(stderr, /^seed: .*\nusage: npm run seed/);
        assert.doesNotMatch(stderr, /^\s+at /m);
      });
    }
  });
});
