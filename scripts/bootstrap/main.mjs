import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { runTool } from "./child.mjs";
import { Failure } from "./failure.mjs";
import { install } from "./install.mjs";
import { isInstalled, root } from "./marker.mjs";

const bin = join(root, "node_modules", ".bin");
const windows = process.platform === "win32";
const pinnedNode = join(root, "node_modules", "node", "bin", windows ? "node.exe" : "node");

const usage = `usage: node scripts/bootstrap.mjs <tool> [arguments]
  ship …    the project's command line (ship --help)
  <other>   a program of node_modules/.bin: turbo, pnpm, biome …`;

/**
 * Installs the workspace when it is missing or out of date, then runs a tool of it and answers with its exit code.
 * @param {string[]} words the tool's name and its arguments
 * @returns {Promise<number>}
 */
export async function main(words) {
  const [tool, ...args] = words;
  if (tool === undefined) {
    console.error(usage);
    return 2;
  }
  try {
    if (!isInstalled() || !existsSync(pinnedNode)) await install();
    const { program, leading } = locate(tool);
    const { code, signal } = await runTool(program, [...leading, ...args], toolEnvironment());
    return signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}`);
    return error.exitCode;
  }
}

/** @param {string} tool */
function locate(tool) {
  if (!existsSync(pinnedNode)) {
    throw new Failure(
      "the pinned Node is missing from node_modules.\nRemove node_modules and run the command again: it is then installed anew.",
    );
  }
  if (tool === "ship") {
    return { program: pinnedNode, leading: [join(root, "packages", "ship", "src", "main.ts")] };
  }
  const program = join(bin, windows ? `${tool}.cmd` : tool);
  if (!/^[\w.-]+$/.test(tool) || !existsSync(program)) {
    throw new Failure(`no program called ${tool} in node_modules/.bin.\n${usage}`, 2);
  }
  return { program, leading: [] };
}

function toolEnvironment() {
  const { PATH, Path, ...rest } = process.env;
  return {
    // Compiled code of the Pulumi SDKs, kept from run to run: evaluating a stack takes a third less time.
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node-compile"),
    TURBO_TELEMETRY_DISABLED: "1",
    ...rest,
    PATH: [bin, PATH ?? Path].filter(Boolean).join(delimiter),
  };
}
