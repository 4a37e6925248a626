// npm, the bootstrap and the terminal each pass one Ctrl-C on: what comes this soon is the same key press.
const samePressMs = 500;

/** What the user, or the system, asks of a running `ship local`. */
export interface StopSignals {
  /** Aborts at the first Ctrl-C, TERM or HUP, or when nobody reads the output any more. */
  stop: AbortSignal;
  /** Aborts at a second Ctrl-C. */
  kill: AbortSignal;
  /** Gives the signals back their usual meaning. */
  release(): void;
}

/** Takes over the signals that end a program. */
export function takeStopSignals(): StopSignals {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (!stop.signal.aborted) {
      firstAt = performance.now();
      stop.abort();
    } else if (performance.now() - firstAt > samePressMs) kill.abort();
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, onSignal);
  const onBrokenPipe = () => stop.abort();
  process.stdout.on("error", onBrokenPipe);
  return {
    stop: stop.signal,
    kill: kill.signal,
    release: () => {
      for (const name of names) process.off(name, onSignal);
      process.stdout.off("error", onBrokenPipe);
    },
  };
}

/** Resolves when a signal aborts. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
