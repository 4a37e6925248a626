// Whether the load balancer that the other tests trust does what an ALB does; without an engine, on 127.0.0.1.
import assert from "node:assert/strict";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { LoadBalancer } from "../src/load-balancer/load-balancer.ts";
import type { RegisteredTarget, TargetState } from "../src/load-balancer/target.ts";

const settings = {
  containerPort: 0,
  deregistrationDelay: 2,
  healthCheck: {
    path: "/readyz",
    matcher: "200",
    interval: 0.1,
    timeout: 1,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
  },
};

/** A server that answers with its name, and says how it is when asked. */
interface Backend {
  name: string;
  port: number;
  readiness: number;
  /** Those that requests other than checks came over. */
  connections: Set<Socket>;
  requests: string[];
  forwardedFor: unknown;
  server: Server;
}

describe("LoadBalancer", () => {
  let balancer: LoadBalancer;
  const backends: Backend[] = [];
  beforeEach(async () => {
    balancer = await LoadBalancer.start(settings);
  });
  afterEach(async () => {
    await balancer.stop();
    for (const { server } of backends.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it("sends nothing to a target before its first passing check", async () => {
    const one = await startBackend("one", 503);
    const target = register(one);
    assert.equal((await get()).status, 503);
    assert.equal(target.state, "initial");
    one.readiness = 200;
    await until(target, "healthy");
    assert.deepEqual(await get(), { status: 200, text: "one" });
  });

  it("takes turns between healthy targets, over kept connections", async () => {
    const targets = [await startBackend("one"), await startBackend("two")].map(register);
    await Promise.all(targets.map((target) => until(target, "healthy")));
    const answers: string[] = [];
    for (let sent = 0; sent < 6; sent += 1) answers.push((await get()).text);
    assert.equal(answers.filter((text) => text === "one").length, 3);
    assert.deepEqual(
      backends.map(({ connections }) => connections.size),
      [1, 1],
    );
  });

  it("takes a target out after so many failed checks, and back in after so many passed", async () => {
    const [one, two] = [await startBackend("one"), await startBackend("two")];
    const [target, other] = [register(one), register(two)];
    await Promise.all([until(target, "healthy"), until(other, "healthy")]);
    one.readiness = 503;
    await until(target, "unhealthy");
    const answers = [await get(), await get(), await get()];
    assert.deepEqual(new Set(answers.map(({ text }) => text)), new Set(["two"]));
    one.readiness = 200;
    await until(target, "healthy");
  });

  it("sends to unhealthy targets when there are no others", async () => {
    const one = await startBackend("one");
    const target = register(one);
    await until(target, "healthy");
    one.readiness = 503;
    await until(target, "unhealthy");
    assert.equal((await get()).text, "one");
  });

  it("lets a deregistered target finish what it has, gives it nothing new, and cuts it off after the delay", async () => {
    const targets = [await startBackend("one"), await startBackend("two")].map(register);
    await Promise.all(targets.map((target) => until(target, "healthy")));
    const slow = [get("/slow?1500"), get("/slow?1500")];
    const endless = [get("/slow?60000"), get("/slow?60000")];
    while (backends.some(({ requests }) => requests.length < 2)) await sleep(5);
    const over = balancer.deregister("127.0.0.1", backends[0]?.port);
    await sleep(1100);
    const answers = [await get(), await get()].map(({ text }) => text);
    assert.deepEqual(answers, ["two", "two"]);
    assert.deepEqual(
      (await Promise.all(slow)).map(({ status }) => status),
      [200, 200],
    );
    await over;
    assert.equal((await Promise.race(endless)).status, 502);
    // The other one's ends with the load balancer.
    await balancer.stop();
    await Promise.allSettled(endless);
    balancer = await LoadBalancer.start(settings);
  });

  it("sends no request twice: one that a target drops is answered with 502", async () => {
    const one = await startBackend("one");
    await until(register(one), "healthy");
    assert.equal((await get("/drop")).status, 502);
    assert.deepEqual(
      one.requests.filter((path) => path === "/drop"),
      ["/drop"],
    );
  });

  it("puts the caller's address behind what the caller claims", async () => {
    const one = await startBackend("one");
    await until(register(one), "healthy");
    await get("/", { "x-forwarded-for": "203.0.113.9" });
    assert.equal(one.forwardedFor, "203.0.113.9, 127.0.0.1");
  });

  function register({ port }: Backend): RegisteredTarget {
    return balancer.register("127.0.0.1", port);
  }

  function get(path = "/", headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ port: balancer.port, host: "127.0.0.1", path, headers }, (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += chunk;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on("error", reject);
      });
      outgoing.on("error", reject);
      outgoing.end();
    });
  }

  async function startBackend(name: string, readiness = 200): Promise<Backend> {
    const server = createServer((incoming, outgoing) => {
      const { url = "", headers } = incoming;
      if (url === "/readyz") {
        outgoing.writeHead(backend.readiness).end();
        return;
      }
      backend.requests.push(url);
      backend.connections.add(incoming.socket);
      backend.forwardedFor = headers["x-forwarded-for"];
      if (url === "/drop") incoming.socket.destroy();
      else setTimeout(() => outgoing.end(name), Number(url.split("?")[1] ?? 0)).unref();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const backend: Backend = {
      name,
      port,
      readiness,
      connections: new Set(),
      requests: [],
      forwardedFor: undefined,
      server,
    };
    backends.push(backend);
    return backend;
  }

  async function until(target: RegisteredTarget, state: TargetState): Promise<void> {
    while (target.state !== state) await sleep(10);
  }
});
