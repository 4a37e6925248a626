// Proves which field is named for which mistake; that no other input does harm is the fuzz's part.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mina, useBoard } from "./use-board.ts";

describe("bad input", () => {
  const board = useBoard();
  const id = randomUUID();
  const post = { title: "Hello", body: "world" };

  const refused: [
    method: "GET" | "POST" | "PATCH" | "DELETE",
    url: string,
    body: object | undefined,
    at: string,
  ][] = [
    ["POST", "/api/posts", { ...post, title: "" }, "body title"],
    ["POST", "/api/posts", { ...post, title: " \n" }, "body title"],
    ["POST", "/api/posts", { ...post, title: 5 }, "body title"],
    ["POST", "/api/posts", { ...post, title: "x".repeat(201) }, "body title"],
    ["POST", "/api/posts", { title: "Hello" }, "body body"],
    ["POST", "/api/posts", { ...post, body: "x".repeat(10_001) }, "body body"],
    ["POST", "/api/posts", { ...post, body: "a\u0000b" }, "body body"],
    ["POST", "/api/posts", { ...post, authorId: id }, "body authorId"],
    ["POST", "/api/posts", [post], "body "],
    ["GET", "/api/posts?limit=0", undefined, "querystring limit"],
    ["GET", "/api/posts?limit=101", undefined, "querystring limit"],
    ["GET", "/api/posts?limit=x", undefined, "querystring limit"],
    ["GET", "/api/posts?limit=1e999", undefined, "querystring limit"],
    ["GET", "/api/posts?limit=1&limit=2", undefined, "querystring limit"],
    ["GET", "/api/posts?cursor=x", undefined, "querystring cursor"],
    ["GET", "/api/posts?cursor=%27or", undefined, "querystring cursor"],
    ["GET", "/api/posts?cursor=", undefined, "querystring cursor"],
    ["GET", "/api/posts?author=mina", undefined, "querystring author"],
    ["GET", `/api/posts?author=urn:uuid:${id}`, undefined, "querystring author"],
    ["GET", "/api/posts?q=", undefined, "querystring q"],
    ["GET", "/api/posts?q=a%00b", undefined, "querystring q"],
    ["GET", `/api/posts?q=${"x".repeat(101)}`, undefined, "querystring q"],
    ["GET", "/api/posts?q=a+b+c+d+e+f+g+h+i", undefined, "querystring q"],
    ["GET", "/api/posts?q=a-b-c-d-e-f-g-h-i", undefined, "querystring q"],
    ["GET", "/api/posts/1;drop", undefined, "params id"],
    ["GET", `/api/posts/urn:uuid:${id}`, undefined, "params id"],
    ["PATCH", `/api/posts/${id}`, {}, "body "],
    ["PATCH", `/api/posts/${id}`, { title: "" }, "body title"],
    ["PATCH", `/api/posts/${id}`, { createdAt: "2026-01-01" }, "body createdAt"],
    ["DELETE", "/api/posts/1", undefined, "params id"],
    ["GET", "/api/posts/1/comments", undefined, "params id"],
    ["GET", `/api/posts/${id}/comments?limit=1000`, undefined, "querystring limit"],
    ["GET", `/api/posts/${id}/comments?cursor=x`, undefined, "querystring cursor"],
    ["POST", `/api/posts/${id}/comments`, {}, "body body"],
    ["POST", `/api/posts/${id}/comments`, { body: "x".repeat(2001) }, "body body"],
    ["POST", `/api/posts/${id}/comments`, { body: "Hi", postId: id }, "body postId"],
    ["DELETE", "/api/comments/1", undefined, "params id"],
  ];

  for (const [method, url, body, at] of refused) {
    const shown = body === undefined ? "" : ` ${JSON.stringify(body).slice(0, 40)}`;
    it(`refuses ${method} ${url.replaceAll(id, "<id>").slice(0, 60)}${shown}`, async () => {
      const answer = await board().send(method, url, { as: mina, body });
      assert.equal(answer.statusCode, 400);
      const { type, errors } = answer.json();
      assert.equal(type, "urn:problem-type:invalid-request");
      const places = errors.map((error: { in: string; field: string }) => `${error.in} ${error.field}`);
      assert.deepEqual([...new Set(places)], [at]);
    });
  }

  for (const method of ["PATCH", "DELETE"] as const) {
    it(`refuses ${method} of a post without a token`, async () => {
      const { id } = await board().post();
      assert.equal(
        (await board().send(method, `/api/posts/${id}`, { body: { title: "x" } })).statusCode,
        401,
      );
    });
  }
});
