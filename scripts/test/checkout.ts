import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What a started bootstrap has printed and how it ended. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

const scripts = dirname(import.meta.dirname);

/**
 * A small workspace in a temporary folder with the real bootstrap and a stand-in `npx`, which "installs" by writing
 * the pinned Node and one tool, `tool`. `fake` is shell text that the stand-in runs before that.
 */
export class Checkout {
  readonly root = mkdtempSync(join(tmpdir(), "bootstrap-"));
  readonly calls = join(this.root, "calls.log");
  readonly #path = join(this.root, "path");
  readonly #children: ChildProcess[] = [];

  constructor(fake = "") {
    cpSync(join(scripts, "bootstrap.mjs"), join(this.root, "scripts/bootstrap.mjs"));
    cpSync(join(scripts, "bootstrap"), join(this.root, "scripts/bootstrap"), { recursive: true });
    this.write("package.json", JSON.stringify({ packageManager: "pnpm@12.0.0" }));
    this.write("pnpm-workspace.yaml", "packages:\n  - apps/*\n  - scripts\n\ncatalog:\n  a: 1.0.0\n");
    this.write("pnpm-lock.yaml", "lockfileVersion: 9\n");
    this.write("apps/one/package.json", "{}");
    this.write(
      "packages/ship/src/main.ts",
      "console.log(JSON.stringify(process.argv.slice(2) as string[]));",
    );
    this.fakeInstaller(fake);
    this.program("pnpm", "echo 0.0.1");
  }

  /** Replaces the stand-in `npx`. */
  fakeInstaller(fake: string): void {
    this.program(
      "npx",
      `echo "npx $*" >> "${this.calls}"
${fake}
mkdir -p node_modules/node/bin node_modules/.bin
ln -sf "${process.execPath}" node_modules/node/bin/node
cp "${this.#path}/tool" node_modules/.bin/tool
echo "Done"`,
    );
    if (!existsSync(join(this.#path, "tool"))) this.program("tool", "exit 0");
  }

  /** What `tool` does: shell text. */
  tool(text: string): this {
    this.program("tool", text);
    return this;
  }

  /** Puts a shell program on the PATH of the bootstrap. */
  program(name: string, text: string): void {
    mkdirSync(this.#path, { recursive: true });
    writeFileSync(join(this.#path, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(this.#path, name), 0o755);
  }

  removeProgram(name: string): void {
    rmSync(join(this.#path, name));
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  has(file: string): boolean {
    return existsSync(join(this.root, file));
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), "utf8");
  }

  /** The installer's command lines so far. */
  installs(): string[] {
    return existsSync(this.calls) ? readFileSync(this.calls, "utf8").trim().split("\n") : [];
  }

  /** Starts the bootstrap in a process group of its own, without a terminal. */
  start(args: string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; ended: Promise<Run> } {
    const child = spawn(process.execPath, ["scripts/bootstrap.mjs", ...args], {
      cwd: this.root,
      env: { HOME: this.root, PATH: `${this.#path}:/usr/bin:/bin`, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#children.push(child);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<Run>((resolve) => {
      child.once("close", (code) => resolve({ code, stdout, stderr }));
    });
    return { child, ended };
  }

  run(args: string[], env?: NodeJS.ProcessEnv): Promise<Run> {
    return this.start(args, env).ended;
  }

  delete(): void {
    for (const child of this.#children) if (child.exitCode === null) child.kill("SIGKILL");
    const announced = this.has("calls.log.pid") ? Number(this.read("calls.log.pid")) : undefined;
    if (announced !== undefined && isAlive(announced)) process.kill(announced, "SIGKILL");
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Waits until a condition holds, half a minute at most: on a busy machine a process may need seconds to start. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`${what} did not happen within 30 s`);
    await sleep(10);
  }
}

/** True while a process with this id is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
