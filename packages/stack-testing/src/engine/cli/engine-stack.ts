import { execFile } from "node:child_process";
import { type Operation, type OperationContext, type OperationResult, startOperation } from "./operation.ts";
import type { ConfigValue, StackFolder } from "./stack-folder.ts";
import type { Deployment, StackState } from "./stack-state.ts";

/** What the CLI does with a stack. */
export type OperationKind = "up" | "preview" | "refresh" | "destroy";

/** What a command answered. */
export interface CommandResult {
  ok: boolean;
  stdout: string;
  stderr: string;
}

/** A stack that the real CLI drives, in a copy of its project's folder. */
export class EngineStack {
  private readonly folder: StackFolder;
  private readonly state: StackState;
  private readonly context: OperationContext;
  private readonly environment: string;

  constructor(environment: string, folder: StackFolder, state: StackState, context: OperationContext) {
    this.environment = environment;
    this.folder = folder;
    this.state = state;
    this.context = context;
  }

  /** The copy of the project's folder: a test may change the program. */
  get directory(): string {
    return this.folder.directory;
  }

  /** The project's name. */
  get project(): string {
    return this.folder.project;
  }

  up = (...flags: string[]): Promise<OperationResult> => this.run("up", flags);
  preview = (...flags: string[]): Promise<OperationResult> => this.run("preview", flags);
  refresh = (...flags: string[]): Promise<OperationResult> => this.run("refresh", flags);
  destroy = (...flags: string[]): Promise<OperationResult> => this.run("destroy", flags);

  /** Starts an operation without waiting for its end, to kill it on its way. */
  start(kind: OperationKind, flags: string[] = []): Promise<Operation> {
    const unasked = kind === "preview" ? [] : ["--yes", "--skip-preview"];
    return startOperation([kind, ...unasked, ...this.target, ...flags], this.context);
  }

  /** Runs another command of the CLI on this stack, such as `pulumi("cancel", "--yes")`. */
  pulumi(...words: string[]): Promise<CommandResult> {
    const { cli, directory, environment } = this.context;
    return new Promise((resolve) => {
      execFile(
        cli.command,
        [...words, ...this.target],
        { cwd: directory, env: environment },
        (error, stdout, stderr) => resolve({ ok: error === null, stdout, stderr }),
      );
    });
  }

  /** Sets a configuration value as text in the stack file. */
  setConfig(key: string, value: ConfigValue): void {
    this.folder.setConfig(key, value);
  }

  /** Encrypts a value as `pulumi config set --secret` does. */
  async setSecret(key: string, value: string): Promise<void> {
    const { ok, stderr } = await this.pulumi("config", "set", "--secret", key, value);
    if (!ok) throw new Error(`pulumi config set --secret ${key} failed: ${stderr.trim()}`);
  }

  removeConfig(key: string): void {
    this.folder.removeConfig(key);
  }

  /** The resources of the state. */
  exportState(): Deployment {
    return this.state.deployment();
  }

  /** The state file's text, to search it for what must not be there. */
  stateText(): string {
    return this.state.text();
  }

  private get target(): string[] {
    return ["--stack", this.environment, "--non-interactive", "--color", "never"];
  }

  private async run(kind: OperationKind, flags: string[]): Promise<OperationResult> {
    return (await this.start(kind, flags)).result;
  }
}
