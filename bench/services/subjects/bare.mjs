// The least there can be: node:http and pg, no validation, no log.
import { createServer } from "node:http";
import { find, list } from "./posts.mjs";

async function answer(url) {
  if (!url.startsWith("/api/posts?")) return find(url.slice("/api/posts/".length));
  return list(Number(new URLSearchParams(url.slice(url.indexOf("?"))).get("limit")));
}

createServer(async (request, response) => {
  try {
    const found = await answer(request.url);
    const body = JSON.stringify(found ?? { status: 404 });
    response.writeHead(found ? 200 : 404, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  } catch {
    response.writeHead(500).end();
  }
}).listen(Number(process.env.PORT), "127.0.0.1");
