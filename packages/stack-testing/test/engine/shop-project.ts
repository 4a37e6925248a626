import { type Engine, type EngineStack, type StackOptions, startEngine } from "../../src/engine/index.ts";
import { ProjectFolder, projectYaml } from "../project-folder.ts";
import { pulumiCli } from "./needs-pulumi.ts";

/** A project without AWS, whose one resource holds what it is given. */
export class ShopProject {
  readonly folder: ProjectFolder;
  readonly engine: Engine;

  constructor(program: string, stackFile = "config: {}\n") {
    this.folder = new ProjectFolder("shop", {
      "Pulumi.yaml": projectYaml("  size: { type: integer, default: 3 }\n").replace(
        "runtime: nodejs",
        "runtime: { name: nodejs, options: { typescript: false } }",
      ),
      "Pulumi.dev.yaml": stackFile,
      "index.ts": program,
    });
    this.engine = startEngine({ cli: pulumiCli(), workspace: this.folder.workspace });
  }

  stack(options?: StackOptions): Promise<EngineStack> {
    return this.engine.stack("shop", "dev", options);
  }

  async remove(): Promise<void> {
    await this.engine.close();
    this.folder.remove();
  }
}

/** Says on which process it runs, in `pid` of its folder, and waits for the file `go`, but not for ever. */
export const waitingProgram = `
  import { existsSync, writeFileSync } from "node:fs";
  import { setTimeout as sleep } from "node:timers/promises";
  writeFileSync("pid", String(process.pid));
  for (let tries = 0; tries < 1_000 && !existsSync("go"); tries++) await sleep(20);
`;
