// Proves who may run in a folder, and what is cleaned up; two claims within the same millisecond are not tried.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGroup } from "../../../src/local/process/process-group.ts";
import { processIdentity } from "../../../src/local/state/process-identity.ts";
import { RunRecord } from "../../../src/local/state/run-record.ts";

const sleeper = () =>
  startGroup({
    command: ["sleep", "30"],
    cwd: "/",
    environment: { PATH: process.env.PATH ?? "" },
    onLine: () => {},
  });

describe("RunRecord", () => {
  let folder: string;
  let file: string;
  const read = () => JSON.parse(readFileSync(file, "utf8"));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "run-record-"));
    file = join(folder, "dev", "run.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("rejects a second run, saying where and as what the first runs", () => {
    RunRecord.claim(file, "dev").setUrl("http://localhost:8080");
    assert.throws(() => RunRecord.claim(file, "dev"), {
      message: `environment dev must run only once in this folder, got a second start; it runs at http://localhost:8080 as process ${process.pid}: use that, or stop it with Ctrl-C or kill ${process.pid}`,
    });
  });

  it("gives the place free on release", () => {
    RunRecord.claim(file, "dev").release();
    assert.equal(existsSync(file), false);
    RunRecord.claim(file, "dev");
  });

  it("takes the place of a run that was killed, and ends what that has left", async () => {
    const left = sleeper();
    RunRecord.claim(file, "dev").add(left.pid ?? 0);
    writeFileSync(file, JSON.stringify({ ...read(), identity: "another start" }));
    RunRecord.claim(file, "dev");
    assert.equal((await left.exited).signal, "SIGKILL");
    assert.deepEqual(read().groups, []);
  });

  it("leaves a process alone that only has the number of one it started", async () => {
    const foreign = sleeper();
    RunRecord.claim(file, "dev");
    const groups = [{ pid: foreign.pid, identity: "an earlier process" }];
    writeFileSync(file, JSON.stringify({ ...read(), identity: "another start", groups }));
    RunRecord.claim(file, "dev");
    assert.ok(processIdentity(foreign.pid ?? 0));
    await foreign.stop(AbortSignal.abort());
  });

  it("takes the place of a record that cannot be read", () => {
    RunRecord.claim(file, "dev");
    writeFileSync(file, "{");
    RunRecord.claim(file, "dev");
    assert.equal(read().pid, process.pid);
  });

  it("forgets a process group that has ended", () => {
    const record = RunRecord.claim(file, "dev");
    record.add(process.pid);
    record.remove(process.pid);
    assert.deepEqual(read().groups, []);
  });
});
