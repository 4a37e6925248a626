// A stop that comes while the sidecar starts: with programs in nginx's and sed's place that give it time to come early.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { needsNginx, Sidecar, until } from "./sidecar.ts";

describe("a stop while the sidecar starts", () => {
  let programs: string;
  before(needsNginx);
  beforeEach(() => {
    programs = mkdtempSync(join(tmpdir(), "programs-"));
  });
  afterEach(() => rmSync(programs, { recursive: true }));

  /** Sends TERM and waits for the end. */
  const end = async (sidecar: Sidecar) => {
    try {
      sidecar.signal("SIGTERM");
      await until(
        async () => sidecar.hasEnded,
        () => `still running: ${sidecar.stderr}`,
      );
      return await sidecar.ended;
    } finally {
      await sidecar.stop();
    }
  };

  /** Stops it as soon as a program in place of another one has said that it runs. */
  const stopDuring = async (program: string, text: string) => {
    writeFileSync(join(programs, program), text, { mode: 0o755 });
    const sidecar = await Sidecar.begin({ PATH: [programs, process.env.PATH, "/usr/sbin"].join(delimiter) });
    await until(
      async () => sidecar.stderr.includes("it runs"),
      () => sidecar.stderr,
    );
    return [await end(sidecar), sidecar.stderr];
  };

  it("ends nginx that does not listen to signals yet", async () => {
    const late = `#!${process.execPath}
setTimeout(() => process.on("SIGQUIT", () => process.exit()), 500);
setInterval(() => {}, 1000);
console.error("it runs");
`;
    assert.deepEqual(await stopDuring("nginx", late), [0, "it runs\nnginx sidecar: finishing\n"]);
  });

  it("ends before nginx is there, and starts none", async () => {
    writeFileSync(join(programs, "nginx"), "#!/bin/sh\necho nginx was started >&2\n", { mode: 0o755 });
    const [code, stderr] = await stopDuring("sed", "#!/bin/sh\necho it runs >&2\nsleep 0.1\n");
    assert.equal(code, 0);
    assert.match(String(stderr), /^(it runs\n)+$/);
  });

  it("ends real nginx at any moment", async () => {
    const moments = Array.from({ length: 20 }, (_, index) => 60 + index * 15);
    const codes = await Promise.all(
      moments.map(async (moment) => {
        const sidecar = await Sidecar.begin({});
        await sleep(moment);
        return end(sidecar);
      }),
    );
    // null: before its first lines were read.
    assert.deepEqual(
      codes.filter((code) => code !== 0 && code !== null),
      [],
    );
  });
});
