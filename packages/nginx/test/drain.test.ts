// How the sidecar stops: out of the load balancer first, then serving on, then the end.
// Does not prove that a load balancer's timing fits DRAIN_SECONDS: the rolling replacement in a real engine does.
import assert from "node:assert/strict";
import { type App, needsNginx, Sidecar, startApp, stopApp, until } from "./sidecar.ts";

describe("sidecar drain", () => {
  let app: App;
  let sidecar: Sidecar;
  let slowRequests = 0;
  before(needsNginx);
  beforeEach(async () => {
    slowRequests = 0;
    app = await startApp((request, response) => {
      if (request.url !== "/slow") return void response.end("served");
      slowRequests += 1;
      setTimeout(() => response.end("served slowly"), 1_000);
    });
  });
  afterEach(async () => {
    await sidecar?.stop();
    if (app) await stopApp(app);
  });

  const start = async (drainSeconds: number) => {
    sidecar = await Sidecar.start({ UPSTREAM: `127.0.0.1:${app.port}`, DRAIN_SECONDS: String(drainSeconds) });
  };
  const draining = () =>
    until(
      async () => (await sidecar.get("/readyz")).status === 503,
      () => sidecar.stderr,
    );

  it("is ready through the app before it is asked to stop", async () => {
    await start(1);
    const { status, body } = await sidecar.get("/readyz");
    assert.equal(status, 200);
    assert.equal(body, "served");
  });

  it("answers /readyz with 503 while draining and serves everything else, then exits with 0", async () => {
    await start(2);
    sidecar.signal("SIGTERM");
    await draining();
    const { status, body } = await sidecar.get("/x");
    assert.equal(status, 200);
    assert.equal(body, "served");
    assert.equal((await sidecar.get("/nginx-livez")).status, 200);
    assert.equal(await sidecar.ended, 0);
    await assert.rejects(sidecar.get("/x"));
  });

  it("finishes a request that still runs when the drain is over", async () => {
    await start(0);
    const slow = sidecar.get("/slow");
    await until(
      async () => slowRequests === 1,
      () => "the slow request did not arrive",
    );
    sidecar.signal("SIGTERM");
    assert.equal((await slow).body, "served slowly");
    assert.equal(await sidecar.ended, 0);
  });

  it("ends the drain at the second SIGTERM", async () => {
    await start(60);
    sidecar.signal("SIGTERM");
    await draining();
    sidecar.signal("SIGTERM");
    assert.equal(await sidecar.ended, 0);
  });

  for (const [stop, signals] of [
    ["a stop", ["SIGTERM"]],
    ["a stop that is cut short", ["SIGTERM", "SIGTERM", "SIGTERM"]],
    ["an interrupt", ["SIGINT"]],
  ] as const) {
    it(`logs every request that came before ${stop}`, async () => {
      await start(0);
      const ids = Array.from({ length: 200 }, (_, index) => `request-${index}`);
      await Promise.all(ids.map((id) => sidecar.get("/x", { headers: { "x-request-id": id } })));
      for (const signal of signals) sidecar.signal(signal);
      assert.equal(await sidecar.ended, 0);
      const logged = sidecar.entries().map(({ requestId }) => String(requestId));
      assert.deepEqual(logged.toSorted(), ids.toSorted());
    });
  }

  it("skips the drain on an interrupt", async () => {
    await start(60);
    sidecar.signal("SIGINT");
    assert.equal(await sidecar.ended, 0);
    assert.doesNotMatch(sidecar.stderr, /draining/);
  });
});
