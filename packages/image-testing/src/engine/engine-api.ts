import { request } from "node:http";

/** Something that the engine has refused, in its own words. */
export class EngineError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The Docker Engine API on its socket. Spoken directly, as the `docker` program cannot declare a health check of the form
 * `CMD`: https://docs.docker.com/reference/api/engine/
 */
export class EngineApi {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  /** One call; the answer's JSON. Rejects with an EngineError on a status of 400 or more. */
  async call<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = (await this.bytes(method, path, body)).toString();
    return (answer === "" ? undefined : JSON.parse(answer)) as Answer;
  }

  /** One call; the answer as it came. */
  bytes(method: string, path: string, body?: unknown): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const sent = body === undefined ? undefined : JSON.stringify(body);
      const headers = sent === undefined ? {} : { "content-type": "application/json" };
      const outgoing = request(
        { socketPath: this.#socket, method, path, headers, agent: false },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            const bytes = Buffer.concat(chunks);
            const status = answer.statusCode ?? 0;
            if (status < 400) resolve(bytes);
            else reject(new EngineError(status, `${method} ${path}: ${bytes.toString().trim()}`));
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(sent);
    });
  }

  /** Runs a command in a container, as its own user, and waits for its exit code. */
  async exec(container: string, command: string[]): Promise<number | null> {
    const { Id } = await this.call<{ Id: string }>("POST", `/containers/${container}/exec`, {
      Cmd: command,
      AttachStdout: true,
      AttachStderr: true,
    });
    await this.bytes("POST", `/exec/${Id}/start`, { Detach: false, Tty: false });
    return (await this.call<{ ExitCode: number | null }>("GET", `/exec/${Id}/json`)).ExitCode;
  }

  /** What a container has written so far, on both streams. */
  async logs(container: string): Promise<string> {
    const framed = await this.bytes("GET", `/containers/${container}/logs?stdout=1&stderr=1`);
    const parts: Buffer[] = [];
    // Each frame: the stream, three zeros, the length, and as many bytes.
    for (let at = 0; at + 8 <= framed.length; at += 8 + framed.readUInt32BE(at + 4)) {
      parts.push(framed.subarray(at + 8, at + 8 + framed.readUInt32BE(at + 4)));
    }
    return Buffer.concat(parts).toString();
  }
}
