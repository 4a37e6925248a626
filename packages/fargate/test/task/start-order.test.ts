// Proves the checks of the order in which a task's containers start, and how `before` steps enter it.
import assert from "node:assert/strict";
import { type ContainerArgs, resolveContainers } from "../../src/task/container.ts";
import { checkStartOrder } from "../../src/task/start-order.ts";

const image = `docker.io/acme/app@sha256:${"a".repeat(64)}`;
const app: ContainerArgs = { image, port: 8080, health: { http: "/livez" } };

describe("start order", () => {
  it("accepts a sidecar that waits for a healthy app", () => {
    assert.deepEqual(checkStartOrder({ app, nginx: { image, dependsOn: { app: "HEALTHY" } } }), []);
  });

  it("rejects a container that does not exist", () => {
    assert.deepEqual(checkStartOrder({ app, nginx: { image, dependsOn: { api: "START" } } }), [
      {
        propertyPath: "nginx.dependsOn.api",
        reason: 'must be a container of this task (app, nginx), got "api"',
      },
    ]);
  });

  it("rejects HEALTHY on a container without a health check", () => {
    assert.deepEqual(checkStartOrder({ app: { image }, nginx: { image, dependsOn: { app: "HEALTHY" } } }), [
      {
        propertyPath: "nginx.dependsOn.app",
        reason: "HEALTHY needs a health check, got none; add health to app or wait for START",
      },
    ]);
  });

  it("rejects SUCCESS of a container that keeps the task alive", () => {
    assert.deepEqual(checkStartOrder({ app, late: { image, dependsOn: { app: "SUCCESS" } } }), [
      {
        propertyPath: "late.dependsOn.app",
        reason: "SUCCESS needs a container that may end; set essential: false on app",
      },
    ]);
  });

  it("rejects a circle and shows it", () => {
    const containers = {
      a: { image, dependsOn: { b: "START" } },
      b: { image, dependsOn: { c: "START" } },
      c: { image, dependsOn: { a: "START" } },
    } as const;
    assert.deepEqual(checkStartOrder(containers), [
      {
        propertyPath: "a.dependsOn",
        reason: "must not form a circle, got a → b → c → a; take one of these out",
      },
    ]);
  });
});

describe("upstream", () => {
  it("becomes an address and a start order", () => {
    const { nginx } = resolveContainers({ app, nginx: { image, port: 8081, upstream: "app" } });
    assert.deepEqual(nginx, {
      image,
      port: 8081,
      environment: { UPSTREAM: "127.0.0.1:8080" },
      dependsOn: { app: "HEALTHY" },
    });
  });
});

describe("before steps", () => {
  it("become containers that run the image with the container's and their own variables, one after the other", () => {
    const containers = resolveContainers(
      { app: { ...app, user: "7:7", environment: { A: "1" }, secrets: { S: { arn: "arn:s" } } } },
      {
        migrate: { container: "app", command: ["node", "migrate"], environment: { B: "2" } },
        seed: { container: "app", command: ["node", "seed"] },
      },
    );
    assert.deepEqual(containers.migrate, {
      image,
      command: ["node", "migrate"],
      environment: { A: "1", B: "2" },
      secrets: { S: { arn: "arn:s" } },
      dependsOn: {},
      essential: false,
      readonlyRootFilesystem: undefined,
      user: "7:7",
    });
    assert.deepEqual(containers.seed?.dependsOn, { migrate: "SUCCESS" });
    assert.deepEqual(containers.app?.dependsOn, { migrate: "SUCCESS", seed: "SUCCESS" });
  });
});
