import {
  type App,
  type Authentication,
  IdSchema,
  invalidRequest,
  notFound,
  plainText,
} from "@starter/service-kit";
import { type Static, Type } from "typebox";
import type { AuthorName, AuthorNames } from "../author-names.ts";
import { decodeCursor } from "../page.ts";
import { countWords, mostWords } from "../post-queries.ts";
import type { PostStore } from "../post-store.ts";
import type { Post } from "../tables.ts";
import { notTheAuthor } from "./not-the-author.ts";
import { authorFields, IdParamsSchema, nullable, pageFields, pageOf, RemovedSchema } from "./schemas.ts";

const PostSchema = Type.Object({
  id: IdSchema,
  ...authorFields,
  title: Type.String(),
  body: Type.String(),
  createdAt: Type.String({ format: "date-time" }),
  updatedAt: nullable(Type.String({ format: "date-time", description: "Null until the first change" })),
});

const PostsQuerySchema = Type.Object({
  ...pageFields,
  author: Type.Optional(IdSchema),
  q: Type.Optional(plainText({ maxLength: 100 })),
});

const content = { title: plainText({ maxLength: 200 }), body: plainText({ maxLength: 10_000 }) };
const NewPostSchema = Type.Object(content, { additionalProperties: false });
const PostChangeSchema = Type.Partial(Type.Object(content), {
  additionalProperties: false,
  minProperties: 1,
});

/** Reading posts, by anyone, writing them, by members, and changing and removing them, by their authors. */
export function postRoutes(
  app: App,
  parts: { posts: PostStore; authors: AuthorNames; authentication: Authentication },
): void {
  const { posts, authors, authentication } = parts;

  const presentOne = async (post: Post) =>
    present(post, (await authors.find([post.author_id]))(post.author_id));

  app.get(
    "/api/posts",
    {
      schema: {
        summary: "Lists posts, newest first",
        querystring: PostsQuerySchema,
        problems: [503],
        response: { 200: pageOf(PostSchema) },
      },
    },
    async ({ query: { limit, cursor, author, q } }) => {
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      if (q !== undefined && countWords(q) > mostWords) {
        throw invalidRequest([
          { in: "querystring", field: "q", detail: `must have at most ${mostWords} words` },
        ]);
      }
      const { items, nextCursor } = await posts.list({ limit, after, author }, q);
      const nameOf = await authors.find(items.map(({ author_id }) => author_id));
      return { items: items.map((post) => present(post, nameOf(post.author_id))), nextCursor };
    },
  );

  app.post(
    "/api/posts",
    {
      onRequest: authentication.required,
      schema: {
        summary: "Writes a post",
        body: NewPostSchema,
        problems: [503],
        response: { 201: PostSchema },
      },
    },
    async (request, reply) => {
      const { title, body } = request.body;
      const post = await posts.add({ author_id: authentication.subject(request), title, body });
      return reply
        .code(201)
        .header("location", `/api/posts/${post.id}`)
        .send(await presentOne(post));
    },
  );

  app.get(
    "/api/posts/:id",
    {
      schema: {
        summary: "Reads a post",
        params: IdParamsSchema,
        problems: [404, 503],
        response: { 200: PostSchema },
      },
    },
    async ({ params: { id } }) => {
      const post = await posts.find(id);
      if (!post) throw notFound("post");
      return presentOne(post);
    },
  );

  app.patch(
    "/api/posts/:id",
    {
      onRequest: authentication.required,
      schema: {
        summary: "Changes one's post",
        params: IdParamsSchema,
        body: PostChangeSchema,
        problems: [403, 404, 503],
        response: { 200: PostSchema },
      },
    },
    async (request) => {
      const { id } = request.params;
      const post = await posts.change({ id, author_id: authentication.subject(request) }, request.body);
      if (!post) throw await refusal(id);
      return presentOne(post);
    },
  );

  app.delete(
    "/api/posts/:id",
    {
      onRequest: authentication.required,
      schema: {
        summary: "Removes one's post with its comments",
        params: IdParamsSchema,
        problems: [403, 404, 503],
        response: { 204: RemovedSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const removed = await posts.remove({ id, author_id: authentication.subject(request) });
      if (!removed) throw await refusal(id);
      return reply.code(204).send(null);
    },
  );

  const refusal = async (id: string) => ((await posts.find(id)) ? notTheAuthor("post") : notFound("post"));
}

function present(post: Post, author: AuthorName): Static<typeof PostSchema> {
  return {
    id: post.id,
    authorId: post.author_id,
    authorName: author.name,
    authorKnown: author.known,
    title: post.title,
    body: post.body,
    createdAt: post.created_at.toISOString(),
    updatedAt: post.updated_at?.toISOString() ?? null,
  };
}
