import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/** A way to a registry that counts what is sent to it: heads and bodies of every request. */
export interface Gauge {
  /** The registry's address through it: `127.0.0.1:<port>`. */
  host: string;
  /** What was sent since the last call. */
  take(): { bytes: number; connections: number };
  stop(): Promise<void>;
}

/** Leads from a free port to a server on this machine. */
export async function startGauge(target: string): Promise<Gauge> {
  const [host = "", port] = target.split(":");
  let sent = { bytes: 0, connections: 0 };
  const server = createServer((near) => {
    sent.connections += 1;
    const far = connect(Number(port), host);
    near.on("data", (chunk) => {
      sent.bytes += chunk.length;
    });
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.on("close", () => far.destroy());
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = sent;
      sent = { bytes: 0, connections: 0 };
      return taken;
    },
    async stop() {
      server.close();
      await once(server, "close");
    },
  };
}
