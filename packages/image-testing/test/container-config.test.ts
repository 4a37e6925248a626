// What the engine is told of a container; pure, without an engine.
import assert from "node:assert/strict";
import { containerConfig, pauseConfig } from "../src/task/container-config.ts";

const size = { cpu: 512, memoryMiB: 1024 };

describe("containerConfig", () => {
  it("tells the engine everything that a task definition declares", () => {
    const config = containerConfig(
      {
        name: "app",
        image: `docker.io/acme/member@sha256:${"0".repeat(64)}`,
        command: ["node", "main.mjs"],
        user: "1000:1000",
        readonlyRootFilesystem: true,
        stopTimeout: 45,
        healthCheck: { command: ["CMD", "true"], interval: 5, timeout: 3, retries: 2, startPeriod: 30 },
        linuxParameters: {
          capabilities: { add: [], drop: ["ALL"] },
          initProcessEnabled: true,
          tmpfs: [{ containerPath: "/tmp", size: 64, mountOptions: ["noexec", "nosuid"] }],
        },
      },
      size,
      "pause",
      { PORT: "8080" },
    );
    assert.deepEqual(config, {
      Image: "images-test/member",
      Entrypoint: undefined,
      Cmd: ["node", "main.mjs"],
      Env: ["PORT=8080"],
      User: "1000:1000",
      StopTimeout: 45,
      Healthcheck: { Test: ["CMD", "true"], Interval: 5e9, Timeout: 3e9, Retries: 2, StartPeriod: 30e9 },
      HostConfig: {
        NetworkMode: "container:pause",
        ReadonlyRootfs: true,
        Tmpfs: { "/tmp": "noexec,nosuid,size=64m" },
        CapAdd: [],
        CapDrop: ["ALL"],
        Init: true,
        NanoCpus: 5e8,
        Memory: 2 ** 30,
        MemorySwap: 2 ** 30,
      },
    });
  });

  it("fills in ECS's own defaults where a definition is silent", () => {
    const container = { name: "app", image: "acme/board", healthCheck: { command: ["CMD", "true"] } };
    const config = containerConfig(container, size, "pause", {});
    assert.deepEqual(
      [config.StopTimeout, config.Healthcheck, config.HostConfig.ReadonlyRootfs, config.HostConfig.Init],
      [30, { Test: ["CMD", "true"], Interval: 30e9, Timeout: 5e9, Retries: 3, StartPeriod: 0 }, false, false],
    );
  });
});

describe("pauseConfig", () => {
  it("leaves low ports to root, as Fargate does", () => {
    const { HostConfig } = pauseConfig("images-test/member", "tasks");
    assert.deepEqual(HostConfig, {
      NetworkMode: "tasks",
      Sysctls: { "net.ipv4.ip_unprivileged_port_start": "1024" },
    });
  });
});
