import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";

/** A test that failed. */
export interface FailedTest {
  suite: string;
  test: string;
  /** First line of what it says. */
  message: string;
}

/** What came of a run. */
export interface MochaRun {
  failures: FailedTest[];
  millisecondsOf: ReadonlyMap<string, number>;
}

interface Report {
  tests: { file: string; duration?: number }[];
  failures: { title: string; fullTitle: string; err: { message?: string } }[];
}

/** A suite that hangs longer than this counts as broken. */
const longestMinutes = 30;

const running = new Set<ChildProcess>();
let stopped = false;

/**
 * Runs test files of a copy in this order, with `bail` up to the first failure. Answers with what mocha said when the
 * files do not even load, or do not end.
 * @param scratch Folder for what the tests leave in the temporary folder, and for compiled code.
 */
export async function runMocha(
  copy: string,
  scratch: string,
  files: readonly string[],
  options: { bail: boolean },
): Promise<MochaRun | string> {
  if (stopped) throw new Error("stopped");
  const own = mkdtempSync(join(scratch, "run-"));
  const report = join(own, "report.json");
  const child = spawn(
    process.execPath,
    [
      join(copy, "node_modules/mocha/bin/mocha.js"),
      // The configuration's files would be run as well.
      "--no-config",
      "--timeout=60000",
      "--reporter=json",
      `--reporter-option=output=${report}`,
      ...(options.bail ? ["--bail"] : []),
      ...files,
    ],
    {
      cwd: copy,
      // With CI a suite whose tool is missing fails, where otherwise it would skip itself.
      env: { ...process.env, CI: "true", TMPDIR: own, NODE_COMPILE_CACHE: join(scratch, "compiled") },
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  running.add(child);
  const timer = setTimeout(() => signal(child, "SIGTERM"), longestMinutes * 60_000);
  const [stderr] = await Promise.all([text(child.stderr), once(child, "close")]);
  clearTimeout(timer);
  running.delete(child);
  if (stopped) throw new Error("stopped");
  return readReport(copy, report, stderr);
}

/** Ends the runs on their way, with what they started; no other begins. */
export async function stopMocha(): Promise<void> {
  stopped = true;
  const children = [...running];
  const ends = children.map((child) => once(child, "close"));
  // Asked first: the tests end the CLIs that they started.
  for (const child of children) signal(child, "SIGTERM");
  const timer = setTimeout(() => {
    for (const child of children) signal(child, "SIGKILL");
  }, 5_000);
  await Promise.all(ends);
  clearTimeout(timer);
}

function readReport(copy: string, path: string, stderr: string): MochaRun | string {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return stderr.trim().split("\n").slice(0, 5).join(" ") || `no end within ${longestMinutes} minutes`;
  }
  const millisecondsOf = new Map<string, number>();
  for (const { file, duration = 0 } of report.tests) {
    const name = relative(copy, file);
    millisecondsOf.set(name, (millisecondsOf.get(name) ?? 0) + duration);
  }
  const failures = report.failures.map(({ title, fullTitle, err }) => ({
    suite: fullTitle.slice(0, fullTitle.length - title.length).trim(),
    test: title,
    message: err.message?.split("\n")[0]?.slice(0, 160) ?? "",
  }));
  return { failures, millisecondsOf };
}

function signal(child: ChildProcess, name: "SIGTERM" | "SIGKILL"): void {
  try {
    // A negative number is the group.
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
