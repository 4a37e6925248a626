import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import type { StackProblem } from "./evaluated-stack.ts";

/** What a program threw as problems a person can act on; `directory` is the project's folder, if there is one. */
export function toProblems(error: unknown, directory = process.cwd()): StackProblem[] {
  if (!(error instanceof Error))
    return [{ message: `the program threw ${JSON.stringify(error) ?? String(error)}` }];
  if (pulumi.InputPropertiesError.isInstance(error)) {
    return error.errors.map(({ propertyPath, reason }) => ({ where: propertyPath, message: reason }));
  }
  if (pulumi.InputPropertyError.isInstance(error)) {
    return [{ where: error.propertyPath, message: error.reason }];
  }
  // The SDK puts the place of a failed input in front of the message, once for each level.
  const message = error.message.replace(/^(?:error serializing (?:property|index) [^:]+: )+/, "");
  const missing = /^Missing required configuration variable '([^']+)'/.exec(message)?.[1];
  if (missing !== undefined) return [{ where: missing, message: "must be set, got nothing" }];
  if (pulumi.RunError.isInstance(error)) return [{ message: firstParagraph(message) }];
  const unknownStack = /unknown stack "([^"]+)"/.exec(message)?.[1];
  if (unknownStack !== undefined) {
    return [
      {
        message: `stack ${unknownStack}: must be deployed before it can be read, got no such stack; deploy it first`,
      },
    ];
  }
  return [{ ...placeOf(error, directory), message: describe(error, message, directory) }];
}

/** The line of the user's code in which an exception arose: in the project's folder if it passed there. */
function placeOf(error: Error, directory: string): { where?: string } {
  const stack = error.stack ?? "";
  const frames = [...stack.matchAll(/(?:\(|at |^)(?:async )?(?:file:\/\/)?(\/[^():]+):(\d+)(?::\d+)?\)?$/gm)]
    .map(([, file = "", line = ""]) => ({ file: decodePath(file), line }))
    .filter(({ file }) => !file.includes("/node_modules/") && !file.startsWith(ownFolder));
  const frame = frames.find(({ file }) => file.startsWith(`${directory}/`)) ?? frames[0];
  return frame === undefined ? {} : { where: `${readablePath(frame.file, directory)}:${frame.line}` };
}

const ownFolder = fileURLToPath(new URL(".", import.meta.url));

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `stacks/member/index.ts`: as seen from two folders above the project's. */
function readablePath(file: string, directory: string): string {
  const path = relative(`${directory}/../..`, file);
  return path.startsWith("..") ? file : path;
}

function describe(error: Error, message: string, directory: string): string {
  const workspace = join(directory, "../..");
  const full = firstParagraph(message)
    .replace(/^failed to (?:register new|read) resource .*?\]: /, "")
    .replaceAll("file://", "");
  const text = workspace === "/" ? full : full.replaceAll(`${workspace}/`, "");
  const code = (error as NodeJS.ErrnoException).code;
  if (text.startsWith("Calling [to")) return `${text}; use pulumi.interpolate or apply`;
  if (code === "ERR_MODULE_NOT_FOUND") return `${text}; install what it imports with: pnpm install`;
  return error.name === "Error" ? text : `${error.name}: ${text}`;
}

/** The rest is advice for other places: how to get at an Output's value, the pulumi command without its folder. */
function firstParagraph(message: string): string {
  return (message.split("\n").find((line) => line.trim() !== "") ?? "").trim().replace(/\.$/, "");
}
