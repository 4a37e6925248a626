import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EngineStack } from "./engine-stack.ts";
import type { PulumiCli } from "./find-cli.ts";
import { secretsProvider, startKeyService } from "./key-service.ts";
import { removeFolder, temporaryFolder } from "./leftovers.ts";
import type { Operation } from "./operation.ts";
import { type ConfigValue, StackFolder } from "./stack-folder.ts";
import { StackState } from "./stack-state.ts";

/** Where the engine finds the CLI, the projects and the providers. */
export interface EngineOptions {
  cli: PulumiCli;
  /** Root folder of the workspace, absolute; the projects are `stacks/<folder>` in it. */
  workspace: string;
  /** Variables for the CLI and the programs, such as `PULUMI_DEBUG_PROVIDERS`. */
  environment?: Record<string, string>;
}

/** How a stack differs from its project in the checkout. */
export interface StackOptions {
  config?: Record<string, ConfigValue>;
  /** Values to encrypt. */
  secrets?: Record<string, string>;
  /** Files to write over the copy of the project, by path: `{ "Pulumi.yaml": "name: …" }`. */
  files?: Record<string, string>;
  /**
   * Whether each run of its program has a process of its own, whose memory is then told. Else a program leaves its
   * process to the next one, which spares that the start of Node and of the SDKs, most of its time. With Pulumi's own
   * language host always.
   */
  ownProcess?: boolean;
}

/** Stacks of one organization, `organization`, whose state is in a temporary folder. */
export interface Engine {
  /** Folder of all that the CLI reads and writes: stack files, states with their history, event logs. */
  folder: string;
  /** A new stack, named after its environment, of the project in `stacks/<folder>`; one of each. */
  stack(folder: string, environment: string, options?: StackOptions): Promise<EngineStack>;
  /** Kills what still runs, and removes every file. */
  close(): Promise<void>;
}

/** Prepares a backend of its own: nothing of the user's Pulumi, account or checkout is used or changed. */
export function startEngine(options: EngineOptions): Engine {
  const root = temporaryFolder();
  const backend = join(root, "backend");
  const home = join(root, "home");
  for (const folder of [backend, home]) mkdirSync(folder);
  // The CLI writes all that it does to a log in the folder of this name, a sixth of its work. With a file it writes none.
  writeFileSync(join(home, "logs"), "");
  const keyService = startKeyService();
  const environment = offlineEnvironment(home, backend, options);
  const running = new Set<Operation>();

  return {
    folder: root,
    stack: async (name, stack, { config = {}, secrets = {}, files = {}, ownProcess = false } = {}) => {
      const directory = join(root, "environments", stack, "stacks", name);
      const records = join(root, "records", stack, name);
      mkdirSync(records, { recursive: true });
      const folder = new StackFolder(join(options.workspace, "stacks", name), directory, stack, files);
      const encrypted = folder
        .encryptWith(secretsProvider)
        .map((key) => [key, `stand-in for ${key}`] as const);
      for (const [key, value] of Object.entries(config)) folder.setConfig(key, value);
      const state = new StackState(backend, folder.project, stack);
      const { cli } = options;
      const sharesProcess = !cli.hasLanguageHost && !ownProcess;
      const context = {
        cli,
        directory,
        records,
        environment: { ...environment, ...(await keyService).environment },
        sharesProcess,
        running,
      };
      const created = new EngineStack(stack, folder, state, context);
      for (const [key, value] of [...encrypted, ...Object.entries(secrets)]) {
        await created.setSecret(key, value);
      }
      return created;
    },
    close: async () => {
      await Promise.all([...running].map((operation) => operation.kill()));
      (await keyService).close();
      removeFolder(root);
    },
  };
}

function offlineEnvironment(home: string, backend: string, { cli, environment }: EngineOptions) {
  const { HOME, TMPDIR, PATH, NODE_COMPILE_CACHE } = process.env;
  return {
    HOME,
    ...(TMPDIR !== undefined && { TMPDIR }),
    // The Node of this process is the one that a language host finds.
    PATH: [dirname(process.execPath), dirname(cli.command), PATH].join(delimiter),
    // Compiled code is kept between runs, or every program would compile the SDKs again.
    NODE_COMPILE_CACHE:
      NODE_COMPILE_CACHE ??
      fileURLToPath(new URL("../../../node_modules/.cache/node-compile-cache", import.meta.url)),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Garbage of an operation is hardly worth its collection.
    GOGC: "400",
    // The engine's event log is a debugging option.
    PULUMI_DEBUG_COMMANDS: "true",
    // An Output put into a string by mistake becomes an error, as silently it would be deployed.
    PULUMI_ERROR_OUTPUT_STRING: "true",
    ...environment,
  };
}
