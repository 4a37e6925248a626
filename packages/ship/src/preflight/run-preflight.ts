import { type PreflightReport, preflight } from "@starter/images";
import { evaluateWorkspace } from "../evaluate-workspace.ts";
import { paintFor } from "../paint.ts";
import { readPlatformLogin } from "./platform-login.ts";
import { readPreflightTasks } from "./preflight-tasks.ts";
import { renderPreflight } from "./render-preflight.ts";

/** What `ship preflight` is asked for. */
export interface PreflightRunOptions {
  /** The workspace's root, absolute. */
  workspace: string;
  /** Stack, that is environment, name: `dev`. */
  environment: string;
  /** Whether layers are read too. */
  deep: boolean;
  json: boolean;
}

/** Prints what is wrong with the images of an environment's stacks; resolves with 1 when one cannot be deployed. */
export async function runPreflight(options: PreflightRunOptions): Promise<number> {
  const report = await checkWorkspace(options, showProgress);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ environment: options.environment, ...report }, null, 2)}\n`
      : renderPreflight(report, paintFor(process.stdout)),
  );
  return report.findings.some(({ level }) => level === "error") ? 1 : 0;
}

/** Checks the images of an environment's stacks, as `ship preflight` prints it. */
export async function checkWorkspace(
  { workspace, environment, deep }: Omit<PreflightRunOptions, "json">,
  onProgress?: (done: number, total: number) => void,
): Promise<PreflightReport> {
  const stacks = await evaluateWorkspace(workspace, environment);
  const { tasks, findings } = readPreflightTasks(stacks, environment);
  const login = await readPlatformLogin(stacks);
  const { dockerHub, imageCache } = login;
  const report = await preflight({ tasks, dockerHub, imageCache, deep, onProgress });
  return { ...report, findings: [...findings, ...login.findings, ...report.findings] };
}

/** One line on a terminal that is gone when all is done. */
function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY) return;
  const line = done < total ? `checking images: ${done} of ${total}` : "";
  process.stderr.write(`\r\u001b[K${line}`);
}
