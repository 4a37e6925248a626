import { linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ShipError } from "../../ship-error.ts";
import { signalGroup } from "../process/process-group.ts";
import { processIdentity } from "./process-identity.ts";

interface ProcessMark {
  pid: number;
  identity: string;
}

interface RunState extends ProcessMark {
  url?: string;
  /** Leaders of the process groups that the run started. */
  groups: ProcessMark[];
}

/**
 * The file that says which `ship local` runs here and what it started. It keeps a second run out, and lets the next one
 * clean up after a run that was killed.
 */
export class RunRecord {
  readonly #file: string;
  readonly #state: RunState;

  private constructor(file: string, state: RunState) {
    this.#file = file;
    this.#state = state;
  }

  /** Takes the place, or throws a ShipError that says who has it. Ends what a killed run has left behind. */
  static claim(file: string, environment: string): RunRecord {
    mkdirSync(dirname(file), { recursive: true });
    const state: RunState = { ...mark(process.pid), groups: [] };
    for (;;) {
      if (create(file, JSON.stringify(state))) return new RunRecord(file, state);
      const other = read(file);
      if (other && isAlive(other)) {
        const at = other.url ? ` at ${other.url}` : "";
        throw new ShipError(
          `environment ${environment} must run only once in this folder, got a second start; it runs${at} as process ${other.pid}: use that, or stop it with Ctrl-C or kill ${other.pid}`,
        );
      }
      for (const group of other?.groups ?? []) if (isAlive(group)) signalGroup(group.pid, "SIGKILL");
      rmSync(file, { force: true });
    }
  }

  /** Says where the run answers, for a second start's message. */
  setUrl(url: string): void {
    this.#state.url = url;
    this.#save();
  }

  /** Remembers a process group by its leader. */
  add(pid: number): void {
    this.#state.groups.push(mark(pid));
    this.#save();
  }

  /** Forgets a process group that has ended. */
  remove(pid: number): void {
    this.#state.groups = this.#state.groups.filter((group) => group.pid !== pid);
    this.#save();
  }

  /** Gives the place free; its folder goes too when nothing else is kept there. */
  release(): void {
    rmSync(this.#file, { force: true });
    try {
      rmdirSync(dirname(this.#file));
    } catch {
      // Data is kept there.
    }
  }

  #save(): void {
    const next = `${this.#file}.next`;
    writeFileSync(next, JSON.stringify(this.#state));
    renameSync(next, this.#file);
  }
}

/** Makes a file that is whole from its first moment; false when it is there already. */
function create(file: string, text: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, text);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

function mark(pid: number): ProcessMark {
  return { pid, identity: processIdentity(pid) ?? "" };
}

function isAlive({ pid, identity }: ProcessMark): boolean {
  return processIdentity(pid) === identity;
}

function read(file: string): RunState | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as RunState;
  } catch {
    return undefined;
  }
}
