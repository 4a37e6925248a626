import { once } from "node:events";
import type { Server } from "node:http";
import { ShipError } from "../../ship-error.ts";

const triedPorts = 100;

/**
 * Lets a server answer on localhost, on both loopback addresses where the machine has both, and returns the port: the
 * wanted one, or the next that is free.
 * @param create Makes one server per address, all the same.
 */
export async function listenOnLocalhost(
  create: () => Server,
  wanted: number,
): Promise<{ port: number; servers: Server[] }> {
  for (let port = wanted; port < wanted + triedPorts && port <= 65_535; port += 1) {
    const servers: Server[] = [];
    try {
      for (const host of ["127.0.0.1", "::1"]) {
        const server = create();
        if (await listens(server, port, host)) servers.push(server);
      }
      return { port, servers };
    } catch (error) {
      for (const server of servers) server.close();
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EACCES") {
        throw new ShipError(`PORT: must be one that this user may open, got ${port}; take one above 1023`);
      }
      if (code !== "EADDRINUSE") throw error;
    }
  }
  throw new ShipError(
    `PORT: must be free or have a free one after it, got ${wanted}; stop what listens there`,
  );
}

/** False where the machine does not have the address. */
async function listens(server: Server, port: number, host: string): Promise<boolean> {
  try {
    await once(server.listen({ port, host }), "listening");
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return false;
    throw error;
  }
}
