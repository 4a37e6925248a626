import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";

/** How much is logged. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** What `createLogger` needs. */
export interface LoggerOptions {
  /** The service's name, in every line. */
  name: string;
  /** @default "info" */
  logLevel?: LogLevel;
  /** Where lines go. Left out: standard output. */
  logStream?: DestinationStream;
}

/** A logger of one JSON object a line. Errors are logged without the values that a database puts into their details. */
export function createLogger({ name, logLevel = "info", logStream }: LoggerOptions): Logger {
  const options = {
    level: logLevel,
    base: { service: name },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return logStream ? pino(options, logStream) : pino(options);
}

/**
 * Only these fields: PostgreSQL's `detail` and `where` quote the row ("Key (email)=(…) already exists"), and a row is
 * somebody's data. So is the value that its message about wrong data (class 22) ends with.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? error.code : undefined;
  const message = /^22...$/.test(String(code)) ? error.message.replace(/: ".*/s, "") : error.message;
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  return {
    type: error.name,
    code,
    message,
    stack: error.stack?.replace(error.message, () => message),
    cause,
  };
}
