import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** The repository that this benchmark is part of. */
export const root = join(import.meta.dirname, "../..");

const run = promisify(execFile);

/** Copies the sources as they are now, without what is built or installed, into a git repository of its own. */
export async function copyWorkspace(target: string): Promise<void> {
  const { stdout } = await run("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: root,
    maxBuffer: 1e8,
  });
  // Git lists files that were deleted and not yet committed, too.
  for (const file of stdout.split("\0").filter((name) => name !== "" && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
  // What turbo hashes files with.
  const git = (...args: string[]) => run("git", args, { cwd: target });
  await git("init", "-q");
  await git("add", "-A");
  await git("-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-qm", "bench");
}

/** Runs the pinned pnpm in a copy: it has packages of its own, and what it does to them stays there. */
export async function installPackages(target: string, args: readonly string[]): Promise<void> {
  // Nothing that is run here needs what install scripts make.
  const install = ["install", "--frozen-lockfile", "--ignore-scripts", ...args];
  await run(join(root, "node_modules/.bin/pnpm"), install, { cwd: target, maxBuffer: 1e8 });
}

/** Puts images into another registry. */
export function writeImageSettings(target: string, registry: string): void {
  const settings = { registry, namespace: "acme", attestations: false };
  writeFileSync(join(target, "images.json"), `${JSON.stringify(settings)}\n`);
}
