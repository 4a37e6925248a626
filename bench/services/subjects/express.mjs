// An Express 5 app that does the same: the query checked by hand, no log. Its ETag, a hash of each answer that board
// does not make either, is off.
import express from "express";
import { decodeCursor, find, isId, list } from "./posts.mjs";

const app = express();
app.disable("etag");
app.disable("x-powered-by");

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
