// Proves the table of sizes as AWS documents it; not that AWS accepts a size in every region.
import assert from "node:assert/strict";
import { checkTaskSize, resolveTaskSize, taskSizes } from "../../src/task/task-size.ts";

describe("task size", () => {
  it("has AWS's number of memory amounts for each cpu", () => {
    const amounts = Object.fromEntries([...taskSizes].map(([cpu, memory]) => [cpu, memory.length]));
    assert.deepEqual(amounts, { 256: 3, 512: 4, 1024: 7, 2048: 13, 4096: 23, 8192: 12, 16384: 12, 32768: 3 });
  });

  it("steps by 4 GB at 8 vCPU and by 8 GB at 16 vCPU", () => {
    assert.deepEqual(taskSizes.get(8192)?.slice(0, 2), [16384, 20480]);
    assert.deepEqual(taskSizes.get(16384)?.slice(-2), [114688, 122880]);
  });

  it("takes the least memory of the cpu when memory is left out", () => {
    assert.deepEqual(resolveTaskSize({ cpu: 1024 }), { cpu: 1024, memoryMiB: 2048, architecture: "arm64" });
  });

  it("accepts every pair of the table", () => {
    for (const [cpu, amounts] of taskSizes) {
      for (const memoryMiB of amounts) assert.deepEqual(checkTaskSize({ cpu, memoryMiB }), []);
    }
  });

  it("rejects a cpu of 300", () => {
    assert.deepEqual(checkTaskSize({ cpu: 300 }), [
      { propertyPath: "cpu", reason: "must be 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768, got 300" },
    ]);
  });

  it("rejects memory above what the cpu allows, with both remedies", () => {
    assert.deepEqual(checkTaskSize({ cpu: 256, memoryMiB: 4096 }), [
      {
        propertyPath: "memoryMiB",
        reason: "must be 512, 1024 or 2048 when cpu is 256, got 4096; raise cpu or lower memoryMiB",
      },
    ]);
  });

  it("rejects the memory that awsx computes for 8 vCPU", () => {
    assert.deepEqual(checkTaskSize({ cpu: 8192, memoryMiB: 17408 }), [
      {
        propertyPath: "memoryMiB",
        reason: "must be 16384 to 61440 in steps of 4096 when cpu is 8192, got 17408; take one of these",
      },
    ]);
  });
});
