// Proves how long a start is declared to take; not how long one takes.
import assert from "node:assert/strict";
import type { ContainerArgs } from "../../src/index.ts";
import { declaredStartSeconds, gracePeriodSeconds } from "../../src/service/start-time.ts";
import { resolveContainers } from "../../src/task/container.ts";
import { imageOf, recordService } from "../sample-service.ts";

const container = (
  startPeriodSeconds: number | undefined,
  rest: Partial<ContainerArgs> = {},
): ContainerArgs => ({
  image: imageOf("shop"),
  port: 8080,
  health: { http: "/", startPeriodSeconds },
  ...rest,
});

describe("declared start", () => {
  it("is the start period of the container and of the slowest that it waits for", () => {
    const containers = {
      nginx: container(10, { dependsOn: { app: "HEALTHY", cache: "HEALTHY" } }),
      app: container(100, { dependsOn: { migrate: "SUCCESS" } }),
      cache: container(20),
      migrate: { image: imageOf("shop"), essential: false },
    };
    assert.equal(declaredStartSeconds(containers, "nginx"), 110);
    assert.equal(declaredStartSeconds(containers, "cache"), 20);
  });

  it("takes the default start period where none is given, and counts an upstream", () => {
    const containers = resolveContainers({
      app: container(undefined),
      nginx: container(undefined, { upstream: "app" }),
    });
    assert.equal(declaredStartSeconds(containers, "nginx"), 60);
  });

  it("ends where containers wait for one another in a circle", () => {
    const containers = {
      one: container(5, { dependsOn: { two: "HEALTHY" } }),
      two: container(7, { dependsOn: { one: "HEALTHY" } }),
    };
    assert.equal(declaredStartSeconds(containers, "one"), 12);
  });

  it("lengthens the grace period that nobody gave, and leaves a given one alone", () => {
    assert.equal(gracePeriodSeconds(undefined, { app: container(5) }, "app"), 60);
    assert.equal(gracePeriodSeconds(undefined, { app: container(200) }, "app"), 200);
    assert.equal(gracePeriodSeconds(90, { app: container(5) }, "app"), 90);
  });

  it("reaches the service", async () => {
    const recorded = await recordService({
      before: undefined,
      containers: { nginx: container(120, { port: 8081 }) },
    });
    assert.equal(recorded.one("aws:ecs/service:Service").inputs.healthCheckGracePeriodSeconds, 120);
  });
});
