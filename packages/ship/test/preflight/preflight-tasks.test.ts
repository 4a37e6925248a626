// What of evaluated stacks a preflight checks.
import assert from "node:assert/strict";
import { readPreflightTasks } from "../../src/preflight/preflight-tasks.ts";
import { resource, stack } from "../local/stack-fixture.ts";
import { shopStack, unreleased } from "../plan/sample-stacks.ts";

describe("the tasks of a preflight", () => {
  it("have what their images must fit", () => {
    const { tasks } = readPreflightTasks([shopStack()], "dev");
    const [task] = tasks;
    assert.deepEqual(
      { ...task, containers: task?.containers.map(({ name, port, command }) => ({ name, port, command })) },
      {
        stack: "stacks/shop",
        service: "shop",
        architecture: "arm64",
        ephemeralStorageGiB: 20,
        count: 2,
        containers: [
          { name: "app", port: 8080, command: undefined },
          { name: "migrate", port: undefined, command: ["node", "main.mjs", "migrate"] },
        ],
      },
    );
    assert.deepEqual(task?.containers[0]?.healthCommand?.slice(0, 2), ["CMD", "bash"]);
  });

  it("leave out what was never released, and say which command releases it", () => {
    const { findings } = readPreflightTasks([shopStack()], "dev");
    assert.deepEqual(findings, [
      {
        level: "error",
        stack: "stacks/shop",
        container: "nginx",
        message: "the image must be released to dev, got none; run npm run ship -- release shop dev",
      },
    ]);
  });

  it("are named by their service or job where a stack has several", () => {
    const job = resource("aws:ecs/taskDefinition:TaskDefinition", "cleanup", {
      containerDefinitions: JSON.stringify([{ name: "app", image: unreleased("shop") }]),
    });
    const shop = shopStack();
    const { findings } = readPreflightTasks([{ ...shop, resources: [...shop.resources, job] }], "dev");
    assert.deepEqual(
      findings.map(({ container }) => container),
      ["shop/nginx", "cleanup/app"],
    );
  });

  it("have the user, variables, disk and architecture of a task without a service", () => {
    const image = `ghcr.io/acme/job@sha256:${"1".repeat(64)}`;
    const definition = resource("aws:ecs/taskDefinition:TaskDefinition", "job", {
      containerDefinitions: JSON.stringify([
        {
          name: "job",
          image,
          user: "7:7",
          entryPoint: ["run"],
          environment: [{ name: "PATH", value: "/opt" }],
        },
      ]),
      ephemeralStorage: { sizeInGib: 50 },
    });
    assert.deepEqual(readPreflightTasks([stack("jobs", [definition])], "dev"), {
      tasks: [
        {
          stack: "stacks/jobs",
          service: "job",
          architecture: "amd64",
          ephemeralStorageGiB: 50,
          count: 1,
          containers: [
            {
              name: "job",
              image,
              user: "7:7",
              entryPoint: ["run"],
              environment: { PATH: "/opt" },
              port: undefined,
              command: undefined,
              healthCommand: undefined,
            },
          ],
        },
      ],
      findings: [],
    });
  });

  it("are not all there where a stack has mistakes, which are told", () => {
    const broken = { ...stack("shop", []), problems: [{ where: "size.cpu", message: "must be 256, got 3" }] };
    assert.deepEqual(readPreflightTasks([broken], "dev"), {
      tasks: [],
      findings: [{ level: "error", stack: "stacks/shop, size.cpu", message: "must be 256, got 3" }],
    });
  });

  it("are none where a program broke off before it knew its containers", () => {
    const definition = resource("aws:ecs/taskDefinition:TaskDefinition", "job", {
      containerDefinitions: "(known after deployment)",
    });
    assert.deepEqual(readPreflightTasks([stack("jobs", [definition])], "dev"), { tasks: [], findings: [] });
  });
});
