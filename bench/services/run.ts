// Board against the least that could do its work, a bare node:http and pg server, and against Express 5: throughput,
// latency, start. Then what a token costs in member, and board's memory. All in one run, in short turns.
// Prints a table, or JSON with --json; asserts nothing but that all three answer the same.
import assert from "node:assert/strict";
import { closedLoop, openLoop, type Target } from "./load.ts";
import { makePlace, type Place } from "./place.ts";
import { type RunningServer, startServer, timeStart } from "./server.ts";

const rounds = 12;
const seconds = 1;
const subjects = ["board", "bare", "express"] as const;
type Subject = (typeof subjects)[number];
type Figures = Record<string, number>;

const firstPage = "/api/posts?limit=20";

function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const median = (values: number[]) => quantile(values, 0.5);

/** Requests a second at full load, and the server's own time for each: rounds in turn, the first as a warm-up. */
async function throughput<Name extends string>(
  servers: Record<Name, RunningServer>,
  targets: Record<Name, Target>,
) {
  const names = Object.keys(servers) as Name[];
  const seen = Object.fromEntries(
    names.map((name) => [name, { perSecond: [], microseconds: [] }]),
  ) as unknown as Record<Name, { perSecond: number[]; microseconds: number[] }>;
  for (let round = 0; round <= rounds; round++) {
    // Another order each round, so that nobody always follows the same one.
    for (const name of round % 2 ? names : names.toReversed()) {
      const before = await servers[name].usage();
      const load = await closedLoop(targets[name], { seconds });
      const after = await servers[name].usage();
      if (round === 0) continue;
      seen[name].perSecond.push(load.requests / load.seconds);
      seen[name].microseconds.push((after.cpuMicroseconds - before.cpuMicroseconds) / load.requests);
    }
  }
  return seen;
}

/** The median of the ratios of each round, which had the same neighbours on the machine. */
function ratio(ones: number[], others: number[]): number {
  return median(ones.map((one, round) => one / (others[round] ?? Number.NaN)));
}

async function compareRoute(servers: Record<Subject, RunningServer>, paths: string[]): Promise<Figures> {
  const targets = {
    board: { port: servers.board.port, paths },
    bare: { port: servers.bare.port, paths },
    express: { port: servers.express.port, paths },
  };
  const seen = await throughput(servers, targets);
  const p99: Record<Subject, number[]> = { board: [], bare: [], express: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 ? subjects : subjects.toReversed()) {
      const latencies = await openLoop(targets[name], 0.7 * median(seen[name].perSecond), seconds);
      p99[name].push(quantile(latencies, 0.99));
    }
  }
  const figures: Figures = {
    toBare: ratio(seen.board.perSecond, seen.bare.perSecond),
    toExpress: ratio(seen.board.perSecond, seen.express.perSecond),
    cpuToBare: ratio(seen.board.microseconds, seen.bare.microseconds),
    cpuToExpress: ratio(seen.board.microseconds, seen.express.microseconds),
    p99ToBare: ratio(p99.board, p99.bare),
  };
  for (const name of subjects) {
    figures[`${name}PerSecond`] = median(seen[name].perSecond);
    figures[`${name}Microseconds`] = median(seen[name].microseconds);
    figures[`${name}P99Milliseconds`] = median(p99[name]);
  }
  return figures;
}

async function compareRoutes({ programs, ids }: Place): Promise<Record<"list" | "one", Figures>> {
  const servers = {
    board: await startServer(programs.board, firstPage),
    bare: await startServer(programs.bare, firstPage),
    express: await startServer(programs.express, firstPage),
  };
  for (const path of [firstPage, `/api/posts/${ids[0]}`]) {
    const read = async ({ port }: RunningServer) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    // The first answer may have come before the names.
    await read(servers.board);
    const bare = await read(servers.bare);
    assert.equal(await read(servers.board), bare);
    assert.equal(await read(servers.express), bare);
  }
  const list = await compareRoute(servers, [firstPage]);
  const one = await compareRoute(
    servers,
    ids.map((id) => `/api/posts/${id}`),
  );
  for (const server of Object.values(servers)) await server.stop();
  return { list, one };
}

/** Member's read of oneself, with a token, against its public read of the same member: one row by its key each. */
async function compareToken({ programs }: Place): Promise<Figures> {
  const server = await startServer(programs.member, "/readyz");
  const { port } = server;
  const account = { email: "bench@example.com", password: "a long enough password", name: "Bench" };
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 201);
    return (await answer.json()) as Record<string, string>;
  };
  const { id } = await post("/api/members", account);
  const { email, password } = account;
  const { token } = await post("/api/sessions", { email, password });
  const { withToken, anonymous } = await throughput(
    { withToken: server, anonymous: server },
    {
      withToken: { port, paths: ["/api/members/me"], headers: [`authorization: Bearer ${token}`] },
      anonymous: { port, paths: [`/api/members/${id}`] },
    },
  );
  await server.stop();
  return {
    cost: ratio(anonymous.perSecond, withToken.perSecond),
    cpuCost: ratio(withToken.microseconds, anonymous.microseconds),
    withTokenMicroseconds: median(withToken.microseconds),
    anonymousMicroseconds: median(anonymous.microseconds),
  };
}

async function compareStart({ programs }: Place): Promise<Figures> {
  const board: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const times = [
      await timeStart(programs.board, firstPage),
      await timeStart(programs.bare, firstPage),
    ] as const;
    // The first round only warms the disk's cache.
    if (round === 0) continue;
    board.push(times[0]);
    bare.push(times[1]);
  }
  return { toBare: ratio(board, bare), boardSeconds: median(board), bareSeconds: median(bare) };
}

/** Board's memory in a process that did nothing else: a page and three posts, over and over. */
async function measureMemory({ programs: { board }, ids }: Place): Promise<Figures> {
  const paths = ids.map((id, n) => (n % 4 === 0 ? firstPage : `/api/posts/${id}`));
  const server = await startServer(board, firstPage);
  const mebibytesAfter = async (requests: number) => {
    await closedLoop({ port: server.port, paths }, { requests });
    return (await server.usage()).rss / 2 ** 20;
  };
  const figures = { after10000: await mebibytesAfter(10_000), after100000: await mebibytesAfter(90_000) };
  await server.stop();
  return figures;
}

function print(name: string, figures: Figures): void {
  console.log(name);
  for (const [key, value] of Object.entries(figures))
    console.log(`  ${key.padEnd(24)}${value.toFixed(value < 10 ? 2 : 0)}`);
}

const json = process.argv.includes("--json");
const only = process.argv.find((argument) => argument.startsWith("--only="))?.slice("--only=".length);
const measures: Record<string, (place: Place) => Promise<Record<string, Figures>>> = {
  start: async (place) => ({ start: await compareStart(place) }),
  memory: async (place) => ({ memory: await measureMemory(place) }),
  token: async (place) => ({ token: await compareToken(place) }),
  routes: compareRoutes,
};

const place = await makePlace();
try {
  const figures: Record<string, Figures> = {};
  for (const [name, measure] of Object.entries(measures)) {
    if (only !== undefined && only !== name) continue;
    const started = performance.now();
    const found = await measure(place);
    Object.assign(figures, found);
    if (!json) for (const entry of Object.entries(found)) print(...entry);
    console.error(`${name}: ${Math.round((performance.now() - started) / 1000)} s`);
  }
  if (json) console.log(JSON.stringify(figures));
} finally {
  await place.close();
}
