// Proves how checks are rendered and read back. That bash runs the command is proven by running it against a server;
// that the image has bash is not.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import {
  checkHealth,
  type HttpHealthClient,
  healthCheck,
  parseHealthCommand,
} from "../../src/task/health.ts";

const clients = ["bash", "node", "wget", "curl"] as const;

async function exitCode(status: number, client: HttpHealthClient): Promise<number | string> {
  const server = createServer((_request, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const [, program = "", ...args] = healthCheck({ http: "/livez", client }, port).command;
    return await promisify(execFile)(program, args).then(
      () => 0,
      (error: { code: number | string }) => error.code,
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("health", () => {
  it("renders an http check on the container's port with every number", () => {
    assert.deepEqual(healthCheck({ http: "/livez" }, 8080), {
      command: [
        "CMD",
        "bash",
        "-c",
        `exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 2 _ s _ <&3 && [ "$s" = 200 ]`,
      ],
      interval: 5,
      timeout: 3,
      retries: 3,
      startPeriod: 30,
    });
  });

  it("lets the program give up a second before its time-out, but for node, which only that ends", () => {
    const commandOf = (client: HttpHealthClient, timeoutSeconds?: number) =>
      healthCheck({ http: "/livez", client, timeoutSeconds }, 8080).command.slice(1);
    const url = "http://127.0.0.1:8080/livez";
    assert.match(commandOf("bash", 10)[2] ?? "", / read -r -t 9 _ s _ /);
    assert.deepEqual(commandOf("wget", 10), ["wget", "-q", "-T", "9", "-O", "/dev/null", url]);
    assert.deepEqual(commandOf("curl", 10), ["curl", "-fsS", "-m", "9", "-o", "/dev/null", url]);
    assert.deepEqual(commandOf("wget"), ["wget", "-q", "-T", "2", "-O", "/dev/null", url]);
    assert.deepEqual(commandOf("curl"), ["curl", "-fsS", "-m", "2", "-o", "/dev/null", url]);
    assert.deepEqual(commandOf("node", 10), commandOf("node"));
  });

  it("lets an answer take as long as its time-out says", async function () {
    this.slow(3000);
    const late = createServer((_request, response) => setTimeout(() => response.writeHead(200).end(), 1300));
    await new Promise<void>((resolve) => late.listen(0, "127.0.0.1", resolve));
    const { port } = late.address() as AddressInfo;
    try {
      const ask = (timeoutSeconds: number) => {
        const [, program = "", ...args] = healthCheck({ http: "/livez", timeoutSeconds }, port).command;
        return promisify(execFile)(program, args);
      };
      await assert.rejects(ask(2));
      await ask(10);
    } finally {
      late.closeAllConnections();
      late.close();
    }
  });

  for (const client of clients) {
    it(`asked by ${client}, succeeds on 200 and fails on 503`, async function () {
      const code = await exitCode(200, client);
      // Each image has its own; of one that this machine lacks, nothing is proven. CI has all of them.
      if (code === "ENOENT" && process.env.CI === undefined) return this.skip();
      assert.equal(code, 0);
      assert.notEqual(await exitCode(503, client), 0);
    });

    it(`asked by ${client}, is read back from its command, whatever its time-out`, () => {
      for (const timeoutSeconds of [undefined, 2, 60]) {
        const health = { http: "/a/b?c=d", port: 9000, client, timeoutSeconds };
        const { command } = healthCheck(health, 8080);
        assert.deepEqual(parseHealthCommand(command), { kind: "http", port: 9000, path: "/a/b?c=d" });
      }
    });
  }

  it("reads a command that only resembles a rendered one as a command", () => {
    const command = ["curl", "-f", "http://127.0.0.1:8080/livez"];
    assert.deepEqual(parseHealthCommand(["CMD", ...command]), { kind: "command", command });
  });

  it("rejects an unknown client", () => {
    assert.deepEqual(checkHealth({ http: "/livez", client: "httpie" as "curl" }, 8080), [
      { propertyPath: "client", reason: 'must be "bash", "node", "wget" or "curl", got "httpie"' },
    ]);
  });

  it("reads a command back", () => {
    const { command } = healthCheck({ command: ["node", "check.mjs"] }, undefined);
    assert.deepEqual(parseHealthCommand(command), { kind: "command", command: ["node", "check.mjs"] });
  });

  it("reads a shell command back", () => {
    const parsed = parseHealthCommand(["CMD-SHELL", "true && true"]);
    assert.deepEqual(parsed, { kind: "command", command: ["/bin/sh", "-c", "true && true"] });
  });

  it("rejects a time-out that is not below the interval", () => {
    assert.deepEqual(checkHealth({ http: "/livez", intervalSeconds: 5, timeoutSeconds: 5 }, 8080), [
      {
        propertyPath: "timeoutSeconds",
        reason: "must be less than intervalSeconds (5), got 5; raise the interval or lower the time-out",
      },
    ]);
  });

  it("rejects a path that would leave the command's quotes", () => {
    assert.deepEqual(
      checkHealth({ http: "/'; rm -rf /" }, 8080).map(({ propertyPath }) => propertyPath),
      ["http"],
    );
  });

  it("rejects an http check without a port to ask", () => {
    assert.deepEqual(checkHealth({ http: "/livez" }, undefined), [
      { propertyPath: "http", reason: "needs a port to ask; give the container a port or the check its own" },
    ]);
  });

  it("rejects numbers outside AWS's ranges, all at once", () => {
    const health = {
      command: ["x"],
      intervalSeconds: 4,
      timeoutSeconds: 61,
      retries: 0,
      startPeriodSeconds: 301,
    };
    assert.deepEqual(checkHealth(health, undefined), [
      { propertyPath: "intervalSeconds", reason: "must be a whole number from 5 to 300 seconds, got 4" },
      { propertyPath: "timeoutSeconds", reason: "must be a whole number from 2 to 60 seconds, got 61" },
      { propertyPath: "retries", reason: "must be a whole number from 1 to 10, got 0" },
      { propertyPath: "startPeriodSeconds", reason: "must be a whole number from 0 to 300 seconds, got 301" },
    ]);
  });
});
