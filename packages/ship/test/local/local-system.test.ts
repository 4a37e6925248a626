// Proves the whole local system: member and board from source, on a real PostgreSQL, through the gateway, from the real
// stack programs. It does not prove that the images hold the same programs, nor what AWS makes of the stacks.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePorts } from "../../src/local/gateway/free-ports.ts";
import { processIdentity } from "../../src/local/state/process-identity.ts";
import { type LocalRun, startLocal } from "./local-run.ts";
import { makeSystemWorkspace } from "./system-workspace.ts";
import { until } from "./until.ts";

describe("ship local with member and board", function () {
  this.timeout(60_000);
  const { folder: workspace, remove } = makeSystemWorkspace();
  let run: LocalRun | undefined;

  afterEach(async () => {
    run?.signal("SIGTERM");
    await run?.exited;
  });
  after(remove);

  async function start(options: { fresh?: boolean } = {}): Promise<string> {
    const [port = 0] = await findFreePorts(1);
    run = startLocal({ workspace, port, ...options });
    return run.ready();
  }

  async function send(method: string, url: string, body?: object, token?: string) {
    const answer = await fetch(url, {
      method,
      headers: {
        ...(body ? { "content-type": "application/json" } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  const titles = (body: Record<string, unknown>) =>
    (body.items as { title: string }[]).map(({ title }) => title);
  const person = { email: "ann@example.com", password: "correct horse battery", name: "Ann" };
  const runState = () => JSON.parse(readFileSync(join(workspace, ".local/dev/run.json"), "utf8"));

  it("serves both services through the gateway, keeps data and sessions over a restart, and leaves no process", async () => {
    let url = await start();
    assert.equal((await send("POST", `${url}/api/members`, person)).status, 201);
    const session = await send("POST", `${url}/api/sessions`, {
      email: person.email,
      password: person.password,
    });
    const token = String(session.body.token);
    assert.equal((await send("GET", `${url}/api/members/me`, undefined, token)).body.name, "Ann");
    assert.equal((await send("POST", `${url}/api/posts`, { title: "Hello", body: "First" })).status, 401);
    assert.equal(
      (await send("POST", `${url}/api/posts`, { title: "Hello", body: "First" }, token)).status,
      201,
    );
    assert.deepEqual(titles((await send("GET", `${url}/api/posts`)).body), ["Hello"]);
    assert.equal((await fetch(`${url}/nowhere`)).status, 404);
    const page = await (await fetch(url)).text();
    const script = /src="(\/assets\/page-.+?\.js)"/.exec(page)?.[1];
    assert.equal((await fetch(`${url}${script}`)).status, 200);

    const pids = runState().groups.map(({ pid }: { pid: number }) => pid);
    const stopped = performance.now();
    run?.signal("SIGINT");
    assert.equal(await run?.exited, 0);
    assert.ok(performance.now() - stopped < 5000);
    assert.deepEqual(
      pids.map(processIdentity),
      pids.map(() => undefined),
    );

    url = await start();
    assert.deepEqual(titles((await send("GET", `${url}/api/posts`)).body), ["Hello"]);
    assert.equal(
      (await send("POST", `${url}/api/posts`, { title: "Again", body: "Second" }, token)).status,
      201,
    );
  });

  it("answers board's public reads while member is down, and replaces member", async () => {
    const url = await start({ fresh: true });
    assert.deepEqual(titles((await send("GET", `${url}/api/posts`)).body), []);
    const member = runState().groups.find(({ pid }: { pid: number }) =>
      execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).includes("apps/member/"),
    );
    process.kill(member.pid, "SIGKILL");
    await until(
      "member is missed",
      () => run?.output().includes("member: replaced by a new task in 1 s") ?? false,
    );
    assert.equal((await fetch(`${url}/api/members/me`)).status, 503);
    assert.equal((await fetch(`${url}/api/posts`)).status, 200);
    await until("member is back", () => run?.output().includes("member: healthy again") ?? false);
    assert.equal((await fetch(`${url}/api/members/me`)).status, 401);
  });
});
