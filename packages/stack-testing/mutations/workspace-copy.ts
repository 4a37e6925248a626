import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";

/** Temporary folder of copies; ends with this process at the latest. */
export class WorkspaceCopies {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "mutations-")));
  /** The checkout as it was at the start. Whoever edits it meanwhile changes no result. */
  readonly pristine = join(this.folder, "checkout");

  constructor(checkout: string) {
    process.once("exit", () => this.remove());
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: checkout,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    // One that git knows may be deleted in the working tree.
    const files = listed.split("\0").filter((file) => isFile(join(checkout, file)));
    for (const file of files) cpSync(join(checkout, file), join(this.pristine, file));
    const packages = files.filter((file) => file.endsWith("/package.json")).map((file) => dirname(file));
    symlinkSync(join(checkout, "node_modules"), join(this.pristine, "node_modules"));
    for (const folder of packages) linkPackages(join(checkout, folder), join(this.pristine, folder));
    this.#checkLinks(packages);
  }

  /** One more copy, to change. */
  add(name: string): string {
    const copy = join(this.folder, name);
    cpSync(this.pristine, copy, { recursive: true, verbatimSymlinks: true });
    return copy;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** What the tests load must be the copy: a link that leads back to the checkout would let every mutation survive. */
  #checkLinks(packages: readonly string[]): void {
    for (const folder of packages) {
      const scope = join(this.pristine, folder, "node_modules/@starter");
      for (const name of existsSync(scope) ? readdirSync(scope) : []) {
        const target = realpathSync(join(scope, name));
        if (target.startsWith(this.pristine + sep)) continue;
        throw new Error(`@starter/${name} of ${folder} must be the copy's, got ${target}; run: pnpm install`);
      }
    }
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** pnpm's links are relative: inside the workspace they lead to the copy, to other packages by way of the root. */
function linkPackages(source: string, copy: string): void {
  const from = join(source, "node_modules");
  if (!existsSync(from)) return;
  const to = join(copy, "node_modules");
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [here, there] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(here), there);
    else if (entry.name.startsWith("@")) cpSync(here, there, { recursive: true, verbatimSymlinks: true });
  }
}
