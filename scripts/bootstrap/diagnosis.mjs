import { Failure } from "./failure.mjs";
import { root } from "./marker.mjs";

const shownLines = 12;

/** Stack traces, dumped error objects, progress and advertisement: nothing in them tells the cause. */
const noise =
  /^(npm error)?( {2,}(at .*|\w+: .*)| \}|\s*)$|^(npm notice|\[WARN\] Unsupported engine|Progress:|Downloading )/;

/** What an installer says, and what to do about it. The first that matches counts. */
const remedies = [
  {
    says: /ENOSPC|no space left on device|os error 28\b/i,
    means: "the disk is full.",
    doThis: `The workspace takes about 1 GB, and the package cache in the home folder about 0.5 GB: make room,
then run the command again.`,
  },
  {
    says: /ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_NO_LOCKFILE|pnpm-lock\.yaml is not up\s+to date|ERR_PNPM_LOCKFILE_CONFIG_MISMATCH/,
    means: "pnpm-lock.yaml does not match the package.json files.",
    doThis: `After a change of dependencies: run \`npx pnpm@12 install\` and commit pnpm-lock.yaml with it.
In a fresh clone: the commit lacks its lockfile; check out another, or tell its author.`,
  },
  {
    says: /ERR_PNPM_LOCKFILE_|ERR_PNPM_BROKEN_LOCKFILE/,
    means: "pnpm-lock.yaml cannot be read.",
    doThis: "Resolve merge conflicts in it with `npx pnpm@12 install`, or take it from git again.",
  },
  {
    says: /ERR_PNPM_IGNORED_BUILDS/,
    means: "a dependency has an install script that nobody has decided on.",
    doThis:
      "Name it in pnpm-workspace.yaml under allowBuilds, with true or false, and run the command again.",
  },
  {
    says: /ERR_PNPM_(MINIMUM_RELEASE_AGE|TRUST|NO_MATURE)/,
    means: "a version in the lockfile does not pass pnpm's supply-chain rules.",
    doThis:
      "Read below which one; choose another version in pnpm-workspace.yaml, or look at pnpm's settings for it.",
  },
  {
    says: /EACCES|EPERM|EROFS|permission denied|read-only file system|operation was rejected by your operating system/i,
    means: "a folder cannot be written.",
    doThis: `Needed: ${root} and the home folder's package caches (~/.npm, ~/.local/share/pnpm, ~/.cache).
Give them to the user who runs this (files of an earlier run with sudo are a usual cause).`,
  },
  {
    says: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|npm error network|FETCH_FAIL|error sending request|dns error|certificate|SELF_SIGNED|E40[0-9]\b|E5\d\d\b|\b(401|403|404|407|5\d\d) [A-Z]|HTTP status/,
    means: "the package registry cannot be reached, or it refuses.",
    doThis: `The first start downloads packages (about 0.3 GB); later ones need no network. Check
  - the network, and a proxy if there is one: HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS
  - the registry that npm uses: npm config get registry`,
  },
];

/**
 * @param {string} output what the installer printed, standard output and error
 * @returns {Failure}
 */
export function explainFailedInstall(output) {
  const found = remedies.find(({ says }) => says.test(output));
  const lines = output
    .split(/\r?\n/)
    .filter((line) => !noise.test(line))
    .slice(-shownLines)
    .map((line) => `  ${line.slice(0, 160)}`);
  return new Failure(
    [
      found ? `Cannot install the workspace: ${found.means}` : "Cannot install the workspace.",
      found ? found.doThis : "The installer's own words below may tell; then run the command again.",
      "",
      "The installer's last words:",
      ...(lines.length > 0 ? lines : ["  (none)"]),
    ].join("\n"),
  );
}

/**
 * @param {unknown} error of making the first file in node_modules
 * @returns {unknown}
 */
export function explainUnwritable(error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (!code) return error;
  return explainFailedInstall(message);
}
