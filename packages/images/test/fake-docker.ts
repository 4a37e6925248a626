import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A program called docker that does what a test says. */
export interface FakeDocker {
  environment: NodeJS.ProcessEnv;
  /** The words of each call. */
  calls(): string[][];
  remove(): void;
}

/** @param body Statements of a Node program, with the words it is called with as `args`. */
export function fakeDocker(body: string): FakeDocker {
  const folder = mkdtempSync(join(tmpdir(), "docker-"));
  const log = join(folder, "calls");
  writeFileSync(log, "");
  const program = join(folder, "docker");
  writeFileSync(
    program,
    `#!${process.execPath}
const fs = require("node:fs"), path = require("node:path"), crypto = require("node:crypto");
const args = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify(args) + "\\n");
${body}`,
  );
  chmodSync(program, 0o755);
  return {
    environment: { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) },
    calls: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
