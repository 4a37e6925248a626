import { spawn } from "node:child_process";
import { once } from "node:events";

// Reads "+ <pid>" and "- <pid>"; at the end of its input it ends the groups that are left.
const script = `
trap '' INT TERM HUP
groups=' '
while read -r op pid; do
  case $op in
    +) groups="$groups$pid " ;;
    -) groups="\${groups%% $pid *} \${groups#* $pid }" ;;
  esac
done
[ -n "\${groups# }" ] || exit 0
for pid in $groups; do kill -s TERM -- "-$pid"; done 2>/dev/null
sleep 2
for pid in $groups; do kill -s KILL -- "-$pid"; done 2>/dev/null
`;

/** Ends the process groups of this process when it is killed and cannot do so itself. */
export interface Watchdog {
  add(pid: number): void;
  remove(pid: number): void;
  /** Ends the watchdog, and with it whatever is still on its list. */
  stop(): Promise<void>;
}

/** Starts the watchdog: a small shell that lives in a session of its own and notices when its input closes. */
export function startWatchdog(): Watchdog {
  const shell = spawn("sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  const exited = once(shell, "exit");
  // Without it the run goes on: the next start cleans up by the run record.
  exited.catch(() => {});
  shell.stdin.on("error", () => {});
  const tell = (line: string) => shell.stdin.writable && shell.stdin.write(`${line}\n`);
  return {
    add: (pid) => tell(`+ ${pid}`),
    remove: (pid) => tell(`- ${pid}`),
    stop: async () => {
      shell.stdin.end();
      await exited.catch(() => {});
    },
  };
}
