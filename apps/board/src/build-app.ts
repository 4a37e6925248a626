import {
  type App,
  type AppOptions,
  createApp,
  createAuthentication,
  openDatabase,
  remoteKeys,
  type Values,
} from "@starter/service-kit";
import { createAuthorNames } from "./author-names.ts";
import { createCommentStore } from "./comment-store.ts";
import { memberNames } from "./member-client.ts";
import { createPostStore } from "./post-store.ts";
import { commentRoutes } from "./routes/comments.ts";
import { postRoutes } from "./routes/posts.ts";
import type { BoardSchema } from "./tables.ts";
import type { variables } from "./variables.ts";

/** What `buildApp` needs: values of the environment, and a database. */
export type BoardOptions = Values<typeof variables> & Omit<AppOptions, "name" | "openApiPath">;

/** Builds board's app; nothing listens yet, and member is not asked for anything yet. */
export function buildApp({ memberUrl, issuer, audience, ...options }: BoardOptions): App {
  const app = createApp({ ...options, name: "board", openApiPath: "/api/posts/openapi.json" });
  const database = openDatabase<BoardSchema>(options.pool);
  const keys = remoteKeys(new URL("/.well-known/jwks.json", memberUrl));
  const authors = createAuthorNames(memberNames(memberUrl), (err) =>
    app.log.warn({ err }, "member gives no names: texts are served without them for a moment"),
  );
  const parts = {
    posts: createPostStore(database),
    comments: createCommentStore(database),
    authors,
    authentication: createAuthentication({ keys, issuer, audience }),
  };
  postRoutes(app, parts);
  commentRoutes(app, parts);
  return app;
}
