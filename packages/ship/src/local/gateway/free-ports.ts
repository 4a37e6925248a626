import { once } from "node:events";
import { createServer } from "node:net";

// Below the ranges from which systems take ports for outgoing connections (Linux from 32768, others from 49152): such
// a port stays free between now and the moment when the container binds it.
const firstPort = 21_000;
const lastPort = 31_999;

/** Finds local ports that nothing listens on, in a range where no outgoing connection takes them. */
export async function findFreePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  const start = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
  for (let offset = 0; found.length < count && offset <= lastPort - firstPort; offset += 1) {
    const port = start + offset > lastPort ? start + offset - (lastPort - firstPort + 1) : start + offset;
    if (await isFree(port)) found.push(port);
  }
  if (found.length < count)
    throw new Error(`fewer than ${count} free ports between ${firstPort} and ${lastPort}`);
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
