// Proves the order of a task's containers; that processes start in it is shown in process/task-run.test.ts.
import assert from "node:assert/strict";
import { startOrder } from "../../../src/local/plan/start-order.ts";
import type { ContainerDefinition } from "../../../src/provider-inputs.ts";

function containers(dependencies: Record<string, string[]>): ContainerDefinition[] {
  return Object.entries(dependencies).map(([name, names]) => ({
    name,
    image: "",
    dependsOn: names.map((containerName) => ({ containerName, condition: "START" })),
  }));
}

function order(dependencies: Record<string, string[]>): string[] {
  return startOrder(containers(dependencies)).map(({ name }) => name);
}

describe("startOrder", () => {
  it("puts each container after those it depends on, and keeps the declared order otherwise", () => {
    const dependencies = { nginx: ["app"], app: ["migrate"], log: [], migrate: [] };
    assert.deepEqual(order(dependencies), ["migrate", "app", "nginx", "log"]);
  });

  it("rejects a cycle, naming its way", () => {
    const dependencies = { a: ["b"], b: ["c"], c: ["a"] };
    assert.throws(() => order(dependencies), { message: "dependsOn: must not be cyclic, got a → b → c → a" });
  });

  it("rejects a container that the task does not have", () => {
    assert.throws(() => order({ a: ["z"] }), {
      message: 'dependsOn: must name a container of the task, got "z"',
    });
  });
});
