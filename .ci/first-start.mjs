// What a person does first, in this clone: `npm start` on a free port, sign up, log in, post and list through the
// gateway, Ctrl-C. Fails when an answer is not as the README says, when stopping takes more than five seconds, or when a
// process stays. Runs under any Node from 20 on, without dependencies.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const startSeconds = 300;
const stopSeconds = 5;

const port = await freePort();
const child = spawn("npm", ["start"], {
  cwd: root,
  // A group of its own, as a terminal gives it: Ctrl-C reaches every process of it.
  detached: true,
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, PORT: String(port) },
});
const exited = once(child, "exit");
// After a failure nothing may stay, in whichever group it is.
process.on("exit", () => {
  for (const { pid } of descendants()) sendSignal(pid, "SIGKILL");
});

const url = await readyUrl();
await useServices(url);

const running = descendants();
const stopping = performance.now();
sendSignal(-child.pid, "SIGINT");
await within(stopSeconds, exited, "npm start did not stop after Ctrl-C");
const seconds = ((performance.now() - stopping) / 1000).toFixed(1);
const left = running.filter(({ pid, command }) => command !== "" && read(`/proc/${pid}/cmdline`) === command);
assert.deepEqual(left, [], "processes are left after Ctrl-C");
console.log(`first start: used member and board on ${url}, stopped in ${seconds} s, nothing left`);

async function useServices(base) {
  const account = { email: "mina@example.com", password: "correct horse battery" };
  const signUp = await send(base, "/api/members", { ...account, name: "Mina" });
  // 409 when an earlier run in this clone already signed up: data survives a restart.
  assert.ok([201, 409].includes(signUp.status), `sign up answered ${signUp.status}: ${await signUp.text()}`);
  const session = await send(base, "/api/sessions", account);
  assert.equal(session.status, 201);
  const { token } = await session.json();
  const title = `Hello ${Date.now()}`;
  const post = await send(
    base,
    "/api/posts",
    { title, body: "First post" },
    { authorization: `Bearer ${token}` },
  );
  assert.equal(post.status, 201, await post.clone().text());
  const { items } = await (await fetch(`${base}/api/posts`)).json();
  assert.equal(items[0].title, title);
}

function send(base, path, body, headers = {}) {
  return fetch(base + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function readyUrl() {
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      console.log(line);
      const found = /http:\/\/localhost:\d+/.exec(line)?.[0];
      if (found !== undefined && /\d s\b/.test(line)) {
        child.stdout.resume();
        return found;
      }
    }
    throw new Error("npm start ended without printing its URL");
  })();
  return within(startSeconds, ready, "npm start did not become ready");
}

function within(limit, promise, message) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${limit} s`)), limit * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Every process below npm, by the process table of Linux, as CI is. */
function descendants() {
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = /\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1];
    if (parent !== undefined) parents.set(Number(pid), Number(parent));
  }
  const found = [child.pid];
  for (const pid of found) {
    for (const [other, parent] of parents) if (parent === pid) found.push(other);
  }
  return found.map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`) }));
}

function read(path) {
  try {
    return readFileSync(path, "utf8").replaceAll("\0", " ");
  } catch {
    // It ended meanwhile.
    return "";
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: free } = server.address();
  server.close();
  return free;
}
