// An Express 5 app that does the same work: a request id, the query checked (by hand), a line in the log for each answer.
// Its ETag, a hash of each answer that board does not make either, is off.
import { randomUUID } from "node:crypto";
import express from "express";
import { pino, stdTimeFunctions } from "pino";
import { decodeCursor, find, isId, list } from "./posts.mjs";

const app = express();
app.disable("etag");
app.disable("x-powered-by");

const log = pino({ base: { service: "board" }, timestamp: stdTimeFunctions.isoTime });
app.use((request, response, next) => {
  const started = performance.now();
  const requestId = request.get("x-request-id") ?? randomUUID();
  response.set("x-request-id", requestId);
  response.on("finish", () => {
    const milliseconds = Math.round((performance.now() - started) * 10) / 10;
    const { method, route } = request;
    log.info(
      { requestId, method, route: route?.path, status: response.statusCode, milliseconds },
      "answered",
    );
  });
  next();
});

app.get("/api/posts", async (request, response) => {
  const { limit = "20", cursor } = request.query;
  const count = typeof limit === "string" && /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
  if (count < 1 || count > 100) return response.status(400).json({ field: "limit" });
  const after = typeof cursor === "string" ? decodeCursor(cursor) : undefined;
  if (cursor !== undefined && after === undefined) return response.status(400).json({ field: "cursor" });
  response.json(await list(count, after));
});

app.get("/api/posts/:id", async (request, response) => {
  if (!isId(request.params.id)) return response.status(400).json({ field: "id" });
  const post = await find(request.params.id);
  if (!post) return response.status(404).json({ status: 404 });
  response.json(post);
});

app.listen(Number(process.env.PORT), "127.0.0.1");
