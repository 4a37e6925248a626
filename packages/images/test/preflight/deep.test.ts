// What only the layers of an image tell: against Debian's docker-registry, with a proxy in front that goes wrong on
// demand. That a program works once it is started is not proven.
import assert from "node:assert/strict";
import type { TaskContainer } from "../../src/preflight/preflight-task.ts";
import { proxy, withProxiedRegistry } from "../proxied-registry.ts";
import type { SampleImage } from "../sample-images.ts";
import { check, error, files, index, sample, task, warning } from "./sample-task.ts";

describe("a deep preflight finds", () => {
  withProxiedRegistry();

  it("an unpacked image that does not fit the task's disk", async () => {
    const large = {
      ...sample,
      layers: [{ files: [...files, { path: "large", content: "x".repeat(100_000) }] }],
    };
    const small = {
      ...task([{ image: await index("acme/member", [large]) }]),
      ephemeralStorageGiB: 50_000 / 1024 ** 3,
    };
    assert.deepEqual((await check(small)).findings, []);
    const [found] = (await check(small, { deep: true })).findings;
    assert.match(found?.message ?? "", /got 0\.0 GiB packed and 0\.0 GiB together/);
  });

  const programs: {
    name: string;
    container: Partial<TaskContainer>;
    files?: SampleImage["layers"];
    says?: string;
    /** What it says as a warning. */
    warns?: string;
  }[] = [
    {
      name: "no health command whose program is there",
      container: { healthCommand: ["CMD", "node", "-e", ""] },
    },
    {
      name: "no program that is given by its path",
      container: { healthCommand: ["CMD", "/usr/bin/node"] },
    },
    {
      name: "a health command whose program is missing",
      container: { healthCommand: ["CMD", "curl", "-f"] },
      says: "the image must have the program curl of its health command, got none at /usr/bin/curl; add it to the image, or choose a health check of what the image has",
    },
    {
      name: "a health command for a shell that is missing",
      container: { healthCommand: ["CMD-SHELL", "exit 0"] },
      says: "the image must have the program /bin/sh of its health command, got none at /bin/sh; add it to the image, or choose a health check of what the image has",
    },
    {
      name: "a shell's health command whose first program is missing, which may be meant so",
      container: { healthCommand: ["CMD-SHELL", "curl -f http://127.0.0.1:8080/livez || exit 1"] },
      files: [{ files: [...files, { path: "bin/sh", mode: 0o755 }] }],
      warns:
        "the image should have the program curl of its health command, got none at /usr/bin/curl; add it to the image, or choose a health check of what the image has",
    },
    ...[
      "node -e 0 || exit 1",
      "exit 0",
      "test -f /tmp/ready",
      "x=1 curl",
      "$CHECK",
      "if true; then exit; fi",
      "! curl",
    ].map((line) => ({
      name: `nothing in the shell's line ${line}`,
      container: { healthCommand: ["CMD-SHELL", line] },
      files: [{ files: [...files, { path: "bin/sh", mode: 0o755 }] }],
    })),
    {
      name: "a program that a later layer takes away",
      container: { healthCommand: ["CMD", "node"] },
      files: [{ files }, { files: [{ path: "usr/bin/.wh.node" }, { path: "bin/node", mode: 0o755 }] }],
      says: "the image must have the program node of its health command, got none at /usr/bin/node; add it to the image, or choose a health check of what the image has",
    },
    {
      name: "a program that cannot be executed",
      container: { command: ["/app/start"], entryPoint: [] },
      files: [{ files: [{ path: "app/start" }] }],
      says: "the image must have the program /app/start of its command, got /app/start, which cannot be executed; add it to the image, or correct the command",
    },
    {
      name: "no program on the task's own PATH",
      container: {
        healthCommand: ["CMD", "check"],
        command: ["check"],
        environment: { PATH: "/bin:/opt" },
      },
      files: [{ files: [{ path: "opt/check", mode: 0o755 }] }],
    },
    {
      name: "a task's entry point that is missing",
      container: { entryPoint: ["init"], command: ["node"] },
      says: "the image must have the program init of its command, got none at /usr/bin/init; add it to the image, or correct the command",
    },
  ];
  for (const { name, container, files: layers, says, warns } of programs) {
    it(`${name}`, async () => {
      const image = await index("acme/member", [{ ...sample, ...(layers && { layers }) }]);
      const { findings } = await check(task([{ image, ...container }]), { deep: true });
      const own = findings.filter(({ message }) => !message.includes("program node of its command"));
      assert.deepEqual(own, [
        ...(says === undefined ? [] : [error(says)]),
        ...(warns === undefined ? [] : [warning(warns)]),
      ]);
      assert.deepEqual((await check(task([{ image, ...container }]))).findings, []);
    });
  }

  it("a layer that cannot be read, for each container that needs it", async () => {
    const image = await index("acme/member", [sample]);
    proxy.fault = (line) => (line.includes("/blobs/") && !isConfig(line) ? { status: 503 } : undefined);
    let blobs = 0;
    const isConfig = (_: string) => blobs++ === 0;
    const { findings } = await check(task([{ image }, { name: "migrate", image }]), { deep: true });
    assert.deepEqual(
      findings.map(({ container, message }) => [container, message.replace(/sha256:\w+/, "sha256:x")]),
      ["app", "migrate"].map((name) => [
        name,
        `${proxy.host} must answer for blob sha256:x… of ${proxy.host}/acme/member, got status 503; try again later`,
      ]),
    );
  });
});
