// Proves how an image's address is read; not that a registry has it.
import assert from "node:assert/strict";
import { repositoryOf } from "../src/image-repository.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("repository of an image", () => {
  for (const address of [
    "member-nginx",
    `docker.io/acme/member-nginx@${digest}`,
    "localhost:5000/member-nginx:1.2",
    `acme/member-nginx:1.2@${digest}`,
  ]) {
    it(`is member-nginx for ${address.replace(digest, "sha256:…")}`, () => {
      assert.equal(repositoryOf(address), "member-nginx");
    });
  }
});
