import { spawn } from "node:child_process";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ChildAnswer, ChildRequest } from "./evaluate-child.ts";
import type { EvaluatedStack, StackProblem } from "./evaluated-stack.ts";
import { ProjectFileError, projectName, readableDirectory } from "./project-file.ts";
import { loadStackConfig, type StackConfig } from "./stack-config.ts";

/** What to evaluate, and the answers a program cannot find offline. */
export interface EvaluateStackOptions {
  /** Folder of the project, which holds Pulumi.yaml; absolute. */
  directory: string;
  /** Stack, that is environment, name: `dev`. */
  stack: string;
  /** Answers to stack references by project name: `{ "starter-platform": standInPlatformOutputs }`. */
  stackOutputs?: Record<string, object>;
  /** @default "organization", which is what Pulumi's own file backend says */
  organization?: string;
  /** Sets the configuration `ship:offline`, by which components go on with stand-ins for what is not released. @default true */
  offline?: boolean;
  /** @default 60 */
  timeoutSeconds?: number;
  /** Takes a line that the program printed; left out, it is dropped. */
  onOutput?: (line: string) => void;
}

/**
 * Evaluates one stack program in a process of its own, without AWS, the Pulumi CLI or credentials. A mistake of the
 * user is never an exception: all of them are in `problems`.
 */
export async function evaluateStack(options: EvaluateStackOptions): Promise<EvaluatedStack> {
  const { directory, stack } = options;
  const evaluated: EvaluatedStack = {
    project: projectName(directory) ?? readableDirectory(directory),
    stack,
    directory,
    resources: [],
    outputs: {},
    problems: [],
    warnings: [],
  };
  let config: StackConfig;
  try {
    config = loadStackConfig(directory, stack);
  } catch (error) {
    if (error instanceof ProjectFileError) return { ...evaluated, problems: error.problems };
    throw error;
  }
  const answer = await runChild(toRequest(config, options), options);
  const followUps = new Set(config.unset);
  const problems = answer.problems.filter(({ where }) => where === undefined || !followUps.has(where));
  return { ...evaluated, ...answer, project: config.project, problems: [...config.problems, ...problems] };
}

function toRequest(config: StackConfig, options: EvaluateStackOptions): ChildRequest {
  const offline = options.offline ?? true;
  return {
    entry: join(options.directory, config.main),
    options: {
      directory: options.directory,
      project: config.project,
      stack: options.stack,
      organization: options.organization ?? "organization",
      preview: true,
      config: { ...config.values, ...(offline && { "ship:offline": "true" }) },
      secretKeys: config.secretKeys,
      stackOutputs: options.stackOutputs ?? {},
    },
  };
}

function runChild(request: ChildRequest, options: EvaluateStackOptions): Promise<ChildAnswer> {
  const timeoutSeconds = options.timeoutSeconds ?? 60;
  const child = spawn(process.execPath, [fileURLToPath(new URL("./evaluate-child.ts", import.meta.url))], {
    cwd: options.directory,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      // Compiled code is kept between runs, or every evaluation would compile the SDK again.
      NODE_COMPILE_CACHE: fileURLToPath(
        new URL("../node_modules/.cache/node-compile-cache", import.meta.url),
      ),
      ...process.env,
      // An Output put into a string by mistake becomes an error, as silently it would be deployed.
      PULUMI_ERROR_OUTPUT_STRING: "true",
    },
  });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      options.onOutput?.(line);
    });
  }
  const where = join(readableDirectory(options.directory), basename(request.entry));
  return new Promise((resolve) => {
    const failed = (problem: StackProblem) =>
      resolve({ resources: [], outputs: {}, problems: [problem], warnings: [] });
    const timer = setTimeout(() => {
      failed({
        where,
        message: `must register its resources within ${timeoutSeconds} s, got no end; look for a promise that is never settled or a call that waits for the network`,
      });
      child.kill("SIGKILL");
    }, timeoutSeconds * 1000);
    child.once("message", (answer) => resolve(answer as ChildAnswer));
    child.once("error", (error) => failed({ where, message: `could not be started: ${error.message}` }));
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      failed({ where, message: `must run to its end, got ${ending(code, signal, lastLines)}` });
    });
    child.send(request, (error) => {
      if (error) child.kill("SIGKILL");
    });
  });
}

function ending(code: number | null, signal: NodeJS.Signals | null, lastLines: string[]): string {
  // Nothing was left to do, and the program was not through.
  if (code === 0) return "stuck on a promise that is never settled";
  const end = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const error = lastLines.findLast((line) => /error/i.test(line));
  return error === undefined ? end : `${end} after "${error.trim()}"`;
}
