// Proves that nothing outlives a killed parent where there is a POSIX shell.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startGroup } from "../../../src/local/process/process-group.ts";
import { startWatchdog } from "../../../src/local/process/watchdog.ts";
import { processIdentity } from "../../../src/local/state/process-identity.ts";
import { until } from "../until.ts";

const module = (path: string) =>
  JSON.stringify(new URL(`../../../src/local/process/${path}`, import.meta.url).href);
const sleeper = (seconds: number) =>
  startGroup({
    command: ["sleep", String(seconds)],
    cwd: "/",
    environment: { PATH: process.env.PATH ?? "" },
    onLine: () => {},
  });

describe("watchdog", () => {
  it("ends what a killed parent has left, even what ignores TERM", async () => {
    const parent = spawn(
      process.execPath,
      [
        "--input-type=module",
        "--eval",
        `import { startGroup } from ${module("process-group.ts")};
         import { startWatchdog } from ${module("watchdog.ts")};
         const script = "trap '' TERM; echo up; while :; do sleep 1; done";
         const group = startGroup({ command: ["sh", "-c", script], cwd: "/", environment: { PATH: process.env.PATH },
           onLine: () => console.log(group.pid) });
         startWatchdog().add(group.pid);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const [line] = await once(createInterface({ input: parent.stdout }), "line");
    const pid = Number(line);
    assert.ok(processIdentity(pid));
    parent.kill("SIGKILL");
    await until("the process is gone", () => processIdentity(pid) === undefined);
  });

  it("leaves alone what was taken off its list", async () => {
    const kept = sleeper(30);
    const listed = sleeper(30);
    const watchdog = startWatchdog();
    for (const { pid } of [kept, listed]) watchdog.add(pid ?? 0);
    watchdog.remove(kept.pid ?? 0);
    await watchdog.stop();
    assert.equal((await listed.exited).signal, "SIGTERM");
    assert.ok(processIdentity(kept.pid ?? 0));
    await kept.stop(AbortSignal.abort());
  });

  it("ends at once when nothing is on its list", async () => {
    const watchdog = startWatchdog();
    const group = sleeper(30);
    watchdog.add(group.pid ?? 0);
    watchdog.remove(group.pid ?? 0);
    const started = performance.now();
    await watchdog.stop();
    assert.ok(performance.now() - started < 1500);
    await group.stop(AbortSignal.abort());
  });
});
