/** Codes of node's sockets and of PostgreSQL that say: the database is not there, or not now. */
const unavailableCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "28P01", // the password was changed, and this task does not have the new one
  "3D000", // the database is not made yet
  "53300", // too many connections
  "57014", // a statement took longer than it may
  "57P01", // the server is shutting down
  "57P02",
  "57P03", // the server is starting up
  "25006", // read only: this was the primary a moment ago
]);

/**
 * The texts for a connection that is lost, late or not tried, which carry no code, and for a transaction that met a
 * migration, which has the code of all that PostgreSQL does not support.
 */
const unavailableTexts =
  /^(cached plan must not change|timeout exceeded when|timeout expired|Connection terminated|Client (has encountered|was closed)|Query read timeout|Not trying to connect)/;

/** Whether an error means that the database cannot answer now, and may again later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return unavailableCodes.has(code) || code.startsWith("08") || unavailableTexts.test(error.message);
}

/** Whether PostgreSQL refused a text for a character that it cannot store (NUL). */
export function isUnstorableText(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "22021" || error.code === "22P05");
}
