import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure.mjs";

const pollMilliseconds = 200;
const patienceMilliseconds = 10 * 60_000;
/** A lock file is written just after it is made; empty for longer than this, its maker died in between. */
const emptyMilliseconds = 2_000;

/**
 * Waits until no other start installs in this checkout, then holds the lock.
 * @param {string} folder where the lock lies; made when missing
 * @param {() => boolean} isDone true when the other one has done the work
 * @returns {Promise<(() => void) | undefined>} releases the lock; undefined when there is nothing left to do
 */
export async function holdLock(folder, isDone) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, ".starter-installing");
  const until = Date.now() + patienceMilliseconds;
  let told = false;
  for (;;) {
    if (tryLock(file)) {
      const release = () => rmSync(file, { force: true });
      if (!told || !isDone()) return release;
      release();
      return undefined;
    }
    const holder = livingHolder(file);
    if (holder === undefined) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) console.error(`another start is installing here (process ${holder}); waiting for it`);
    told = true;
    if (Date.now() > until) {
      throw new Failure(
        `process ${holder} still installs here after 10 minutes.\nEnd it, or delete ${file}, and run the command again.`,
      );
    }
    await sleep(pollMilliseconds);
  }
}

/** @param {string} file */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * The process that holds the lock; undefined when it is gone and the lock is a left-over.
 * @param {string} file
 */
function livingHolder(file) {
  try {
    const text = readFileSync(file, "utf8");
    if (text === "")
      return Date.now() - statSync(file).mtimeMs < emptyMilliseconds ? "just starting" : undefined;
    process.kill(Number(text), 0);
    return text;
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    const living = /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
    return living ? "of another user" : undefined;
  }
}
