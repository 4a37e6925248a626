import { createServer } from "node:net";

/** Whether this machine has an address; also that of a bridge without containers, which Node's list leaves out. */
export function isOwnAddress(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
