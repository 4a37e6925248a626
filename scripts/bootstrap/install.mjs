import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runQuietly } from "./child.mjs";
import { explainFailedInstall, explainUnwritable } from "./diagnosis.mjs";
import { Failure } from "./failure.mjs";
import { holdLock } from "./lock.mjs";
import { clearMarker, fingerprint, isInstalled, pinnedPnpm, root, writeMarker } from "./marker.mjs";

/** Enough of an installer's last words to explain a failure, without keeping megabytes of progress. */
const keptCharacters = 100_000;

/** Installs the workspace from the frozen lockfile with the pinned pnpm, and sets the marker when that went well. */
export async function install() {
  let release;
  try {
    release = await holdLock(join(root, "node_modules"), isInstalled);
  } catch (error) {
    throw explainUnwritable(error);
  }
  if (release === undefined) return;
  try {
    const installed = fingerprint();
    clearMarker();
    await runPnpm(pinnedPnpm());
    writeMarker(installed);
  } finally {
    release();
  }
}

/** @param {string} version */
async function runPnpm(version) {
  const ready = pnpmOfVersion(version);
  const report = reporter();
  report.begin(ready ? "installing the workspace" : `installing pnpm ${version}`);
  let output = "";
  let slow = false;
  const onText = (/** @type {string} */ text, /** @type {boolean} */ fromOutput) => {
    output = (output + text).slice(-keptCharacters);
    // npx itself is silent on its output: the first text there is pnpm's, which means that pnpm has arrived.
    if (fromOutput && !ready) report.begin("installing the workspace");
    if (!slow && /will retry in/i.test(text)) {
      slow = true;
      report.note("the package registry does not answer; trying again");
    }
  };
  const [program, ...leading] = ready ?? [onPath("npx"), "--yes", `pnpm@${version}`];
  const args = [...leading, "install", "--frozen-lockfile", "--reporter=append-only"];
  const { code, signal } = await runQuietly(program, args, installerEnvironment(), onText);
  report.end(code === 0 ? "" : "stopped after ");
  if (signal === "SIGINT" || code === 130)
    throw new Failure("interrupted; the next start installs again", 130);
  if (signal === "SIGTERM" || code === 143)
    throw new Failure("terminated; the next start installs again", 143);
  if (code !== 0) throw explainFailedInstall(output);
}

/**
 * A command line for the pinned pnpm when it is on this machine already.
 * @param {string} version
 * @returns {[string, ...string[]] | undefined}
 */
function pnpmOfVersion(version) {
  const own = join(root, "node_modules", ".bin", onPath("pnpm"));
  return [own, onPath("pnpm")]
    .filter((program) => program !== own || existsSync(own))
    .filter((program) => versionOf(program) === version)
    .map((program) => /** @type {[string]} */ ([program]))[0];
}

/** @param {string} program */
function versionOf(program) {
  try {
    return execFileSync(program, ["--version"], {
      // Outside the checkout: there another pnpm would fetch the pinned one and give its version as its own.
      cwd: tmpdir(),
      env: { ...process.env, COREPACK_ENABLE_NETWORK: "0" },
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5_000,
    })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

/** @param {string} name */
function onPath(name) {
  return process.platform === "win32" ? `${name}.cmd` : name;
}

function installerEnvironment() {
  // NODE_ENV=production would leave out the development tools, the pinned Node among them.
  const { NODE_ENV: _, ...rest } = process.env;
  return {
    // Their defaults wait ten seconds, then a minute, before an unreachable registry is called unreachable.
    npm_config_fetch_retry_mintimeout: "1000",
    npm_config_fetch_retry_maxtimeout: "3000",
    pnpm_config_fetch_retry_mintimeout: "1000",
    pnpm_config_fetch_retry_maxtimeout: "3000",
    // Nobody is there to answer, and node_modules holds nothing but what is installed again.
    pnpm_config_confirm_modules_purge: "false",
    npm_config_update_notifier: "false",
    ...rest,
  };
}

/** Prints `<step> … <seconds> s`, one line for each step, on standard error: standard output is the tool's. */
function reporter() {
  let step = "";
  let since = 0;
  const end = (outcome = "") => {
    if (step) process.stderr.write(`${outcome}${((Date.now() - since) / 1000).toFixed(1)} s\n`);
    step = "";
  };
  return {
    end,
    /** @param {string} next */
    begin(next) {
      if (next === step) return;
      end();
      step = next;
      since = Date.now();
      process.stderr.write(`${step} … `);
    },
    /** @param {string} text */
    note(text) {
      process.stderr.write(`(${text}) … `);
    },
  };
}
