// The text of `ship preflight`.
import assert from "node:assert/strict";
import type { PreflightReport } from "@starter/images";
import { renderPreflight } from "../../src/preflight/render-preflight.ts";

const plain = (_style: string, text: string) => text;
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const app = {
  stack: "stacks/member",
  service: "member",
  container: "app",
  image: `docker.io/acme/member@${digest}`,
  architecture: "arm64",
};

describe("a preflight's text", () => {
  it("has a table for each stack, Docker Hub's limit and the findings", () => {
    const report: PreflightReport = {
      images: [
        { ...app, login: "acme (docker login)", compressedBytes: 45_200_000, unpackedBytes: 120_000_000 },
        { ...app, container: "nginx", image: `docker.io/acme/member-nginx@${digest}` },
      ],
      pulls: {
        limit: 200,
        remaining: 73,
        windowSeconds: 21_600,
        login: "acme (docker login)",
        deployment: 8,
        withRollback: 16,
      },
      findings: [
        { level: "error", stack: "stacks/member", container: "nginx", message: "must exist" },
        { level: "warning", message: "pulls run out" },
      ],
    };
    assert.equal(
      renderPreflight(report, plain),
      `stacks/member
  app    docker.io/acme/member@sha256:0123456789ab…        arm64  45.2 MB, 120.0 MB unpacked  as acme (docker login)
  nginx  docker.io/acme/member-nginx@sha256:0123456789ab…  arm64  not read                    without a login

Docker Hub  73 of 200 pulls left in 6 h for acme (docker login); a deployment of all services takes 8, with a rollback 16

Worth knowing before a deployment
  pulls run out

1 mistake to put right
  stacks/member, nginx  must exist
`,
    );
  });

  it("names the service or job of a container where a stack has several", () => {
    const job = { ...app, service: "cleanup" };
    assert.equal(
      renderPreflight({ images: [app, job], findings: [] }, plain)
        .split("\n")
        .slice(0, 3)
        .join("\n"),
      `stacks/member
  member/app   docker.io/acme/member@sha256:0123456789ab…  arm64  not read  without a login
  cleanup/app  docker.io/acme/member@sha256:0123456789ab…  arm64  not read  without a login`,
    );
  });

  it("has the same finding once, with all its places", () => {
    const at = (stack: string, container?: string) => ({
      level: "error" as const,
      stack,
      container,
      message: "no",
    });
    const findings = [at("stacks/a", "app"), at("stacks/a", "nginx"), at("stacks/b", "app"), at("stacks/c")];
    assert.equal(
      renderPreflight({ images: [], findings }, plain),
      "1 mistake to put right\n  stacks/a, app, nginx; stacks/b, app; stacks/c  no\n",
    );
  });

  it("says so when nothing is to be put right", () => {
    const report: PreflightReport = { images: [{ ...app, compressedBytes: 1_000_000 }], findings: [] };
    assert.equal(
      renderPreflight(report, plain),
      `stacks/member
  app  docker.io/acme/member@sha256:0123456789ab…  arm64  1.0 MB  without a login

1 container has its image
`,
    );
  });
});
