import { posix } from "node:path";
import type { ImageConfig } from "../registry/image-manifest.ts";
import type { ImageFiles } from "./image-files.ts";
import type { Finding, TaskContainer } from "./preflight-task.ts";

/** A finding before it is known where. */
export type Remark = Pick<Finding, "level" | "message">;

// Docker's own where neither task nor image says anything.
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What of an image's configuration does not fit its container. */
export function checkConfig(container: TaskContainer, config: ImageConfig): Remark[] {
  const remarks: Remark[] = [];
  const { port, user } = container;
  if (port !== undefined && config.ports.length > 0 && !config.ports.includes(port)) {
    remarks.push({
      level: "warning",
      message: `port ${port} should be one that the image exposes, got ${config.ports.join(" and ")}; set the container's port to where the image listens, or correct EXPOSE`,
    });
  }
  const made = numericUser(config.user);
  const runs = numericUser(user ?? "");
  if (made !== undefined && runs !== undefined && made !== runs) {
    remarks.push({
      level: "warning",
      message: `the container should run as the user that the image is made for, ${config.user}, got ${user}; set the container's user to ${config.user}, or correct USER`,
    });
  }
  if (user === undefined && (config.user === "" || made === 0 || config.user.split(":")[0] === "root")) {
    remarks.push({
      level: "warning",
      message:
        "the container should run as a user other than root, got none from the task or the image; set the container's user",
    });
  }
  if (startCommand(container, config).length === 0) {
    remarks.push({
      level: "error",
      message:
        "the container must have a command, got none from the task or the image; set CMD in the Dockerfile, or the container's command",
    });
  }
  return remarks;
}

/** Whether the programs that start and check a container are in its image. */
export function checkPrograms(container: TaskContainer, config: ImageConfig, files: ImageFiles): Remark[] {
  const path = container.environment.PATH ?? config.environment.PATH ?? defaultPath;
  const look = (
    purpose: string,
    program: string | undefined,
    advice: string,
    level: Remark["level"] = "error",
  ): Remark[] => {
    if (program === undefined) return [];
    const places = placesOf(program, path, config.workingDirectory);
    const nodes = places.map((place) => files.find(place));
    if (nodes.some((node) => node?.kind === "file" && node.executable)) return [];
    const plain = places.find((_, index) => nodes[index]?.kind === "file");
    const got = plain === undefined ? `none at ${places.join(", ")}` : `${plain}, which cannot be executed`;
    return [
      {
        level,
        message: `the image ${level === "error" ? "must" : "should"} have the program ${program} of its ${purpose}, got ${got}; ${advice}`,
      },
    ];
  };
  const healthAdvice = "add it to the image, or choose a health check of what the image has";
  const { healthCommand } = container;
  return [
    ...look("health command", healthProgram(healthCommand), healthAdvice),
    // Only a warning: a shell's line may do without its first word.
    ...look("health command", firstOfLine(healthCommand), healthAdvice, "warning"),
    ...look("command", startCommand(container, config)[0], "add it to the image, or correct the command"),
  ];
}

/** As Docker puts them together: another entry point makes the image's command void. */
function startCommand(container: TaskContainer, config: ImageConfig): string[] {
  const { entryPoint, command } = container;
  if (entryPoint !== undefined && entryPoint.length > 0) return [...entryPoint, ...(command ?? [])];
  return [...config.entryPoint, ...(command ?? config.command)];
}

function healthProgram(command: string[] | undefined): string | undefined {
  const [kind, program] = command ?? [];
  if (kind === "CMD-SHELL") return "/bin/sh";
  return kind === "CMD" ? program : undefined;
}

/** What a shell knows itself: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html */
const shellWords = new Set(
  (
    ". : alias bg break case cd command continue echo eval exec exit export false fc fg for getopts hash if jobs kill " +
    "local printf pwd read readonly return set shift test time times trap true type ulimit umask unalias unset until " +
    "wait while"
  ).split(" "),
);

/** The program that a shell's line begins with; undefined where it begins with anything else. */
function firstOfLine([kind, line = ""]: string[] = []): string | undefined {
  const word = /^\s*([\w./+-]+)(?=[\s;&|]|$)/.exec(line)?.[1];
  return kind === "CMD-SHELL" && word !== undefined && !shellWords.has(word) ? word : undefined;
}

function placesOf(program: string, path: string, workingDirectory: string): string[] {
  if (program.includes("/")) return [posix.resolve("/", workingDirectory, program)];
  return path.split(":").map((folder) => posix.resolve("/", workingDirectory, folder, program));
}

/** The number of `1000:1000`; undefined for a name, which only the image's passwd file resolves. */
function numericUser(user: string): number | undefined {
  const [id = ""] = user.split(":");
  return /^\d+$/.test(id) ? Number(id) : undefined;
}
