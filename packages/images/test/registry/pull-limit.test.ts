// Docker Hub's headers as its documentation has them; Docker Hub itself is not asked.
import assert from "node:assert/strict";
import { dockerHubPullLimit } from "../../src/registry/pull-limit.ts";

describe("Docker Hub's pull limit", () => {
  it("is read from the headers of a HEAD, which costs no pull", async () => {
    const asked: string[] = [];
    const limit = await dockerHubPullLimit({
      fetch: async (input, init) => {
        asked.push(`${init?.method} ${input}`);
        return answer({
          "ratelimit-limit": "100;w=21600",
          "ratelimit-remaining": "73;w=21600",
          "docker-ratelimit-source": "192.0.2.1",
        });
      },
    });
    assert.deepEqual(limit, { limit: 100, remaining: 73, windowSeconds: 21_600, countedFor: "192.0.2.1" });
    assert.deepEqual(asked, ["HEAD https://registry-1.docker.io/v2/ratelimitpreview/test/manifests/latest"]);
  });

  it("is none for an account without a limit", async () => {
    assert.equal(await dockerHubPullLimit({ fetch: async () => answer({}) }), undefined);
  });
});

function answer(headers: Record<string, string>): Response {
  return new Response(null, { headers });
}
