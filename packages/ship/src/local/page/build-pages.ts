import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { ShipError } from "../../ship-error.ts";
import { machineEnvironment } from "../machine.ts";
import type { LocalPage } from "../plan/local-plan.ts";

/** Builds the services' pages anew, which takes less time than finding out whether they changed. */
export async function buildPages(pages: readonly LocalPage[], workspace: string): Promise<void> {
  await Promise.all(pages.map((page) => buildPage(page, workspace)));
}

/** @throws ShipError with the builder's own first line. */
async function buildPage({ build }: LocalPage, workspace: string): Promise<void> {
  const cwd = join(workspace, dirname(dirname(build)));
  await new Promise<void>((resolve, reject) => {
    execFile(
      process.execPath,
      [join(workspace, build)],
      { cwd, env: machineEnvironment() },
      (error, _stdout, stderr) => {
        if (!error) return resolve();
        const [line = ""] = (stderr || error.message).split("\n");
        reject(new ShipError(`${build}: must build the page, got ${line}`));
      },
    );
  });
}
