import { connect, type Socket } from "node:net";

/** Where requests go, and what they are: one after the other, from the beginning again. */
export interface Target {
  port: number;
  paths: readonly string[];
  /** Lines for each request: `authorization: Bearer …`. */
  headers?: readonly string[];
}

/** Connections of one load. */
const connections = 32;

/** Sends the next request whenever one is answered, on each connection, until the time or the number is reached. */
export async function closedLoop(
  target: Target,
  until: { seconds?: number; requests?: number },
): Promise<{ requests: number; seconds: number }> {
  const { seconds = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY } = until;
  const callers = await open(target);
  const started = performance.now();
  let sent = 0;
  await Promise.all(
    callers.map(async (caller) => {
      while (sent < requests && performance.now() - started < seconds * 1000) {
        sent += 1;
        await caller.ask();
      }
    }),
  );
  const took = (performance.now() - started) / 1000;
  for (const caller of callers) caller.close();
  return { requests: sent, seconds: took };
}

/**
 * Sends requests at a fixed rate, however slow the answers are: one that finds no free connection waits, and its wait
 * counts. Returns milliseconds from when each was due to its answer.
 */
export async function openLoop(target: Target, rate: number, seconds: number): Promise<number[]> {
  const callers = await open(target);
  const free = [...callers];
  const waiting: number[] = [];
  const latencies: number[] = [];
  const answers: Promise<void>[] = [];
  const started = performance.now();
  const total = Math.floor(rate * seconds);

  async function serve(caller: Caller, firstDue: number): Promise<void> {
    for (let due: number | undefined = firstDue; due !== undefined; due = waiting.shift()) {
      await caller.ask();
      latencies.push(performance.now() - due);
    }
    free.push(caller);
  }

  for (let next = 0; next < total; ) {
    for (; next < total && started + (next * 1000) / rate <= performance.now(); next++) {
      const due = started + (next * 1000) / rate;
      const caller = free.pop();
      if (caller) answers.push(serve(caller, due));
      else waiting.push(due);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(answers);
  for (const caller of callers) caller.close();
  return latencies;
}

interface Caller {
  ask(): Promise<void>;
  close(): void;
}

/** HTTP/1.1 by hand, since on one machine the caller's own cost is taken from the server it measures. */
async function open({ port, paths, headers = [] }: Target): Promise<Caller[]> {
  const lines = ["host: 127.0.0.1", ...headers].join("\r\n");
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${lines}\r\n\r\n`));
  let next = 0;
  return Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
      return callerOn(socket, () => requests[next++ % requests.length]);
    }),
  );
}

function callerOn(socket: Socket, nextRequest: () => Buffer | undefined): Caller {
  let answered = Promise.withResolvers<void>();
  let missing = 0;
  const fail = (reason: string) => answered.reject(new Error(reason));
  socket.on("error", (error) => fail(error.message));
  socket.on("close", () => fail("the server closed a connection"));
  socket.on("data", (chunk: Buffer) => {
    if (missing === 0) {
      const head = chunk.toString("latin1", 0, 1024);
      const end = head.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (!head.startsWith("HTTP/1.1 200") || end < 0 || Number.isNaN(length)) return fail(head);
      missing = end + 4 + length;
    }
    missing -= chunk.length;
    if (missing === 0) answered.resolve();
  });
  return {
    ask() {
      answered = Promise.withResolvers();
      socket.write(nextRequest() ?? "");
      return answered.promise;
    },
    close: () => {
      answered.promise.catch(() => undefined);
      socket.destroy();
    },
  };
}
