import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const marker = join(root, "node_modules", ".starter-installed");

/** True when node_modules was installed from exactly the files that are here now. */
export function isInstalled() {
  try {
    return readFileSync(marker, "utf8") === fingerprint();
  } catch {
    return false;
  }
}

/** Forgets the last installation: whatever happens next, it is not complete. */
export function clearMarker() {
  rmSync(marker, { force: true });
}

/** @param {string} installed the fingerprint taken before the installation began */
export function writeMarker(installed) {
  mkdirSync(dirname(marker), { recursive: true });
  // Written beside and renamed: a reader sees the whole marker or none.
  writeFileSync(`${marker}.${process.pid}`, installed);
  renameSync(`${marker}.${process.pid}`, marker);
}

/**
 * Hash of everything that decides what an installation contains: the lockfile, pnpm's settings, each package.json,
 * and the platform (native packages differ where one folder is shared between machines).
 */
export function fingerprint() {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}\n`);
  const workspace = readText("pnpm-workspace.yaml");
  const files = ["pnpm-lock.yaml", "package.json", ...workspacePackages(workspace)];
  hash.update(workspace);
  for (const file of files) hash.update(`\n${file}\n`).update(readText(file));
  return hash.digest("hex");
}

/** The version of pnpm that package.json pins. */
export function pinnedPnpm() {
  const { packageManager } = JSON.parse(readText("package.json"));
  return String(packageManager)
    .replace(/^pnpm@/, "")
    .replace(/\+.*$/, "");
}

/** @param {string} file relative to the checkout; a missing one counts as empty */
function readText(file) {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return "";
  }
}

/**
 * The package.json files of the workspace. Reads only the two forms that pnpm-workspace.yaml uses here,
 * `folder` and `folder/*`: nothing is installed yet that could parse YAML.
 * @param {string} workspace
 */
function workspacePackages(workspace) {
  const list = /^packages:\s*\n((?:[ \t]+-.*\n?|[ \t]*#.*\n|\s*\n)+)/m.exec(workspace)?.[1] ?? "";
  const patterns = [...list.matchAll(/^\s+-\s+["']?([^"'#\s]+)/gm)].map((match) => match[1] ?? "");
  return patterns
    .flatMap((pattern) => (pattern.endsWith("/*") ? foldersIn(pattern.slice(0, -2)) : [pattern]))
    .map((folder) => `${folder}/package.json`)
    .sort();
}

/** @param {string} parent */
function foldersIn(parent) {
  try {
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  } catch {
    return [];
  }
}
