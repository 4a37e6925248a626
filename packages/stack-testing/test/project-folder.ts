import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A Pulumi project in a temporary workspace, which ends with the test. */
export class ProjectFolder {
  readonly workspace = mkdtempSync(join(tmpdir(), "stack-testing-"));
  /** `<workspace>/stacks/<name>` */
  readonly directory: string;

  constructor(name: string, files: Record<string, string>) {
    this.directory = join(this.workspace, "stacks", name);
    this.write({ "package.json": '{"type":"module"}', ...files });
    const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
    symlinkSync(modules, join(this.directory, "node_modules"));
  }

  write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.directory, path)), { recursive: true });
      writeFileSync(join(this.directory, path), text);
    }
  }

  remove(): void {
    rmSync(this.workspace, { recursive: true, force: true });
  }
}

/** Pulumi.yaml of the project `starter-shop`; `config` is YAML, indented by two. */
export function projectYaml(config = ""): string {
  return `name: starter-shop\nruntime: nodejs\nmain: index.ts\n${config === "" ? "" : `config:\n${config}`}`;
}
