import { type App, type Authentication, IdSchema, notFound, plainText } from "@starter/service-kit";
import { type Static, Type } from "typebox";
import type { AuthorName, AuthorNames } from "../author-names.ts";
import type { CommentStore } from "../comment-store.ts";
import { decodeCursor } from "../page.ts";
import type { PostStore } from "../post-store.ts";
import type { Comment } from "../tables.ts";
import { notTheAuthor } from "./not-the-author.ts";
import { authorFields, IdParamsSchema, pageFields, pageOf, RemovedSchema } from "./schemas.ts";

const CommentSchema = Type.Object({
  id: IdSchema,
  postId: IdSchema,
  ...authorFields,
  body: Type.String(),
  createdAt: Type.String({ format: "date-time" }),
});

const CommentsQuerySchema = Type.Object(pageFields);

const NewCommentSchema = Type.Object(
  { body: plainText({ maxLength: 2000 }) },
  { additionalProperties: false },
);

/** Reading a post's comments, by anyone, writing them, by members, and removing them, by their authors. */
export function commentRoutes(
  app: App,
  parts: { comments: CommentStore; posts: PostStore; authors: AuthorNames; authentication: Authentication },
): void {
  const { comments, posts, authors, authentication } = parts;

  app.get(
    "/api/posts/:id/comments",
    {
      schema: {
        summary: "Lists a post's comments, oldest first",
        params: IdParamsSchema,
        querystring: CommentsQuerySchema,
        problems: [404, 503],
        response: { 200: pageOf(CommentSchema) },
      },
    },
    async ({ params: { id }, query: { limit, cursor } }) => {
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const { items, nextCursor } = await comments.list(id, { limit, after });
      if (items.length === 0 && !(await posts.find(id))) throw notFound("post");
      const nameOf = await authors.find(items.map(({ author_id }) => author_id));
      return { items: items.map((comment) => present(comment, nameOf(comment.author_id))), nextCursor };
    },
  );

  app.post(
    "/api/posts/:id/comments",
    {
      onRequest: authentication.required,
      schema: {
        summary: "Comments on a post",
        params: IdParamsSchema,
        body: NewCommentSchema,
        problems: [404, 503],
        response: { 201: CommentSchema },
      },
    },
    async (request, reply) => {
      const author_id = authentication.subject(request);
      const comment = await comments.add({ post_id: request.params.id, author_id, body: request.body.body });
      if (!comment) throw notFound("post");
      const nameOf = await authors.find([author_id]);
      return reply.code(201).send(present(comment, nameOf(author_id)));
    },
  );

  app.delete(
    "/api/comments/:id",
    {
      onRequest: authentication.required,
      schema: {
        summary: "Removes one's comment",
        params: IdParamsSchema,
        problems: [403, 404, 503],
        response: { 204: RemovedSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const removed = await comments.remove({ id, author_id: authentication.subject(request) });
      if (!removed) throw (await comments.exists(id)) ? notTheAuthor("comment") : notFound("comment");
      return reply.code(204).send(null);
    },
  );
}

function present(comment: Comment, author: AuthorName): Static<typeof CommentSchema> {
  return {
    id: comment.id,
    postId: comment.post_id,
    authorId: comment.author_id,
    authorName: author.name,
    authorKnown: author.known,
    body: comment.body,
    createdAt: comment.created_at.toISOString(),
  };
}
