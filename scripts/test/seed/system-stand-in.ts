import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What was posted to the stand-in. */
export interface Stored {
  /** Passwords by e-mail address. */
  passwords: Map<string, string>;
  posts: { id: string; authorId: string; title: string; body: string }[];
  comments: { postId: string; authorId: string; body: string }[];
}

/** Answers as the running system's public API does, from memory; the e-mail address serves as id, and with a number as token. */
export class SystemStandIn {
  readonly stored: Stored = { passwords: new Map(), posts: [], comments: [] };
  /** Statuses for the next requests in place of their answers. */
  readonly failures: number[] = [];
  /** In each token; with another one, those handed out before are no longer taken. */
  tokenNumber = 0;
  readonly #server = createServer(async (request, response) => {
    const { status, body } = await this.#answer(request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });

  /** Listens on a free port of 127.0.0.1, and answers with its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const sent = await text(request);
    const failure = this.failures.shift();
    if (failure !== undefined) return { status: failure, body: { detail: "told to fail" } };
    const { passwords, posts, comments } = this.stored;
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://system");
    const [, number, subject = ""] = /^Bearer (\d+) (.*)$/.exec(request.headers.authorization ?? "") ?? [];
    if (number !== undefined && Number(number) !== this.tokenNumber) return { status: 401, body: {} };
    const content = sent === "" ? {} : JSON.parse(sent);
    switch (`${request.method} ${pathname.replace(/posts\/[^/]+\/comments/, "comments")}`) {
      case "POST /api/members":
        if (passwords.has(content.email)) return { status: 409, body: {} };
        passwords.set(content.email, content.password);
        return { status: 201, body: {} };
      case "POST /api/sessions": {
        const right = passwords.get(content.email) === content.password;
        return right
          ? { status: 201, body: { token: `${this.tokenNumber} ${content.email}` } }
          : { status: 401, body: {} };
      }
      case "GET /api/members/me":
        return { status: 200, body: { id: subject } };
      case "GET /api/posts": {
        // Pages of two, to have some: the cursor is a position.
        const found = posts.filter(({ authorId }) => authorId === searchParams.get("author"));
        const end = Number(searchParams.get("cursor") ?? 0) + 2;
        const nextCursor = end < found.length ? String(end) : null;
        return { status: 200, body: { items: found.slice(end - 2, end), nextCursor } };
      }
      case "POST /api/posts":
        posts.push({ ...content, authorId: subject, id: `post-${posts.length}` });
        return { status: 201, body: posts.at(-1) };
      case "POST /api/comments":
        comments.push({ ...content, authorId: subject, postId: pathname.split("/")[3] ?? "" });
        return { status: 201, body: comments.at(-1) };
      default:
        return { status: 404, body: {} };
    }
  }
}
