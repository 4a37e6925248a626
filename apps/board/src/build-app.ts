import {
  type App,
  type AppOptions,
  createApp,
  createAuthentication,
  openDatabase,
  remoteKeys,
  type Values,
} from "@starter/service-kit";
import { createPostStore, type PostSchema } from "./post-store.ts";
import { postRoutes } from "./routes/posts.ts";
import type { variables } from "./variables.ts";

/** What `buildApp` needs: values of the environment, and a database. */
export type BoardOptions = Values<typeof variables> & Omit<AppOptions, "name">;

/** Builds board's app; nothing listens yet, and member is not asked for anything yet. */
export function buildApp({ memberUrl, issuer, audience, ...options }: BoardOptions): App {
  const app = createApp({ ...options, name: "board" });
  const keys = remoteKeys(new URL("/.well-known/jwks.json", memberUrl));
  const authentication = createAuthentication({ keys, issuer, audience });
  postRoutes(app, { posts: createPostStore(openDatabase<PostSchema>(options.pool)), authentication });
  return app;
}
