import { type App, type Authentication, notFound, plainText } from "@starter/service-kit";
import { Type } from "typebox";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import type { Post, PostStore } from "../post-store.ts";

const PostSchema = Type.Object({
  id: Type.String(),
  authorId: Type.String(),
  title: Type.String(),
  body: Type.String(),
  createdAt: Type.String({ format: "date-time" }),
});

const PageSchema = Type.Object({
  items: Type.Array(PostSchema),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

const PageQuerySchema = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  cursor: Type.Optional(Type.String({ maxLength: 64 })),
});

const NewPostSchema = Type.Object(
  { title: plainText({ maxLength: 200 }), body: plainText({ maxLength: 10_000 }) },
  { additionalProperties: false },
);

const PostParamsSchema = Type.Object({ id: Type.String({ format: "uuid" }) });

/** Reading posts, by anyone, and writing them, by members. */
export function postRoutes(
  app: App,
  { posts, authentication }: { posts: PostStore; authentication: Authentication },
): void {
  app.get(
    "/api/posts",
    { schema: { querystring: PageQuerySchema, response: { 200: PageSchema } } },
    async ({ query: { limit, cursor } }) => {
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const { items, next } = await posts.list({ limit, after });
      return { items: items.map(present), nextCursor: next === undefined ? null : encodeCursor(next) };
    },
  );

  app.post(
    "/api/posts",
    { onRequest: authentication.required, schema: { body: NewPostSchema, response: { 201: PostSchema } } },
    async (request, reply) => {
      const { title, body } = request.body;
      const post = await posts.add({ author_id: authentication.subject(request), title, body });
      return reply.code(201).header("location", `/api/posts/${post.id}`).send(present(post));
    },
  );

  app.get(
    "/api/posts/:id",
    { schema: { params: PostParamsSchema, response: { 200: PostSchema } } },
    async ({ params: { id } }) => {
      const post = await posts.find(id);
      if (!post) throw notFound("post");
      return present(post);
    },
  );
}

function present({ id, author_id, title, body, created_at }: Post) {
  return { id, authorId: author_id, title, body, createdAt: created_at.toISOString() };
}
