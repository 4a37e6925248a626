import { RepositoryClient } from "./registry-client.ts";
import type { RegistryOptions } from "./registry-session.ts";

/** How many more images Docker Hub lets an account or address pull. */
export interface PullLimit {
  /** Pulls in a window. */
  limit: number;
  remaining: number;
  windowSeconds: number;
  /** Address or account that is counted, as Docker Hub says it; absent when it does not. */
  countedFor?: string;
}

/**
 * Docker Hub's limit for these credentials, or for this address without any; undefined when there is none. Costs no pull.
 * https://docs.docker.com/docker-hub/usage/pulls/
 */
export async function dockerHubPullLimit(options: RegistryOptions = {}): Promise<PullLimit | undefined> {
  const client = new RepositoryClient(
    { registry: "docker.io", repository: "ratelimitpreview/test" },
    options,
  );
  const headers = await client.head({ tag: "latest" });
  const limit = amount(headers?.get("ratelimit-limit"));
  const remaining = amount(headers?.get("ratelimit-remaining"));
  if (limit === undefined || remaining === undefined) return undefined;
  const countedFor = headers?.get("docker-ratelimit-source")?.replace(/[^\w.:/-]/g, "");
  return {
    limit: limit.count,
    remaining: remaining.count,
    windowSeconds: limit.windowSeconds,
    ...(countedFor && { countedFor }),
  };
}

/** Reads `100;w=21600`. */
function amount(header: string | null | undefined): { count: number; windowSeconds: number } | undefined {
  const { count, window } = /^(?<count>\d+)(?:;w=(?<window>\d+))?/.exec(header ?? "")?.groups ?? {};
  return count === undefined ? undefined : { count: Number(count), windowSeconds: Number(window ?? 21_600) };
}
