import { connect, type Socket } from "node:net";

/** Everything that a connection was answered until the other side closed it, or until it was idle for too long. */
export interface Exchange {
  text: string;
  /** The status of each answer, in order. */
  statuses: number[];
  /** Whether the other side closed the connection. */
  closed: boolean;
  seconds: number;
}

/** Sends bytes as they are, in pieces with a pause between them, and reads until the connection ends. */
export function exchange(
  host: string,
  port: number,
  pieces: readonly string[],
  options: { pauseMilliseconds?: number; patienceSeconds?: number } = {},
): Promise<Exchange> {
  const { pauseMilliseconds = 0, patienceSeconds = 30 } = options;
  return new Promise((resolve) => {
    const start = performance.now();
    const socket = connect({ host, port });
    let text = "";
    let closed = false;
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    // Refused with a reset while still sending: closed all the same.
    socket.on("error", () => {
      closed = true;
    });
    socket.on("end", () => {
      closed = true;
    });
    socket.setTimeout(patienceSeconds * 1000, () => socket.destroy());
    socket.on("close", () => {
      const statuses = [...text.matchAll(/^HTTP\/1\.[01] (\d{3}) /gm)].map(([, status]) => Number(status));
      resolve({ text, statuses, closed, seconds: (performance.now() - start) / 1000 });
    });
    sendInPieces(socket, pieces, pauseMilliseconds);
  });
}

function sendInPieces(socket: Socket, [piece, ...rest]: readonly string[], pauseMilliseconds: number): void {
  if (piece === undefined || socket.destroyed) return;
  socket.write(piece, "latin1", () =>
    setTimeout(() => sendInPieces(socket, rest, pauseMilliseconds), pauseMilliseconds),
  );
}
