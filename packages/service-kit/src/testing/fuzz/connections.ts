import { once } from "node:events";
import { connect } from "node:net";

const end = "Host: x\r\nConnection: close\r\n\r\n";

/** What cannot be sent through an HTTP client, by what is wrong with it; `path` is any path of the app. */
export function hostileBytes(path: string): Record<string, Buffer> {
  const messages: Record<string, string> = {
    "a header of 32 KiB": `GET ${path} HTTP/1.1\r\nX-Large: ${"x".repeat(32_768)}\r\n${end}`,
    "a thousand headers": `GET ${path} HTTP/1.1\r\n${"X-Many: 0123456789\r\n".repeat(1000)}${end}`,
    "an address of 32 KiB": `GET ${path}?${"x".repeat(32_768)} HTTP/1.1\r\n${end}`,
    "NUL in the address": `GET ${path}\u0000 HTTP/1.1\r\n${end}`,
    "bytes that are no UTF-8": `GET ${path}/\u00ff\u00c0?q=\u00fe HTTP/1.1\r\nX-Other: \u00ff\u00fe\r\n${end}`,
    "an address above the root": `GET /../../../etc/passwd HTTP/1.1\r\n${end}`,
    "no HTTP": "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
    "a length that is no number": `POST ${path} HTTP/1.1\r\nContent-Length: ten\r\n${end}{}`,
    "two lengths": `POST ${path} HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 20\r\n${end}{}`,
    "a length and chunks": `POST ${path} HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n${end}0\r\n\r\n`,
    "a chunk of impossible size": `POST ${path} HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n${end}ffffffffffffffffff\r\n{}`,
    "a body that is no UTF-8": `POST ${path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 9\r\n${end}{"a":"\u00ff"}`,
    "less body than announced": `POST ${path} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n${end}{}`,
  };
  return Object.fromEntries(
    Object.entries(messages).map(([what, message]) => [what, Buffer.from(message, "latin1")]),
  );
}

/** Sends bytes, and returns what comes back until the server closes; after a second without, this side does. */
export async function exchange(url: URL, bytes: Buffer): Promise<{ status: number; body: string }> {
  const socket = connect(Number(url.port), url.hostname);
  await once(socket, "connect");
  // What is refused early is closed while still being sent: what came back before that counts.
  socket.on("error", () => undefined);
  socket.setTimeout(1000, () => socket.end());
  socket.write(bytes);
  let answer = "";
  socket.setEncoding("utf8").on("data", (text) => {
    answer += text;
  });
  await once(socket, "close");
  const [head = "", body = ""] = answer.split("\r\n\r\n", 2);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), body };
}
