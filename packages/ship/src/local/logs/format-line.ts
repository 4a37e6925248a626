const levels: Record<string, string> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

// Of use to a log store, not to the one who reads along.
const leftOut = new Set(
  "level severity msg message time pid hostname name v service source traceId clientIp userAgent upstreamSeconds".split(
    " ",
  ),
);
const longestValue = 120;

/** A line of a container's log in readable parts. */
export interface LogLine {
  level?: string;
  text: string;
}

/** A formatted line without colours or columns: `info answered status=200`. */
export function plainText({ level, text }: LogLine): string {
  return level === undefined ? text : `${level} ${text}`;
}

/** Makes a JSON log line (pino's, nginx's) readable: level, message, then its plain fields. Other lines stay as they are. */
export function formatLine(line: string): LogLine {
  const entry = parseObject(line);
  if (!entry) return { text: line };
  const level = entry.level ?? entry.severity;
  const message = entry.msg ?? entry.message;
  const fields = [...fieldsOf(entry)].map(([key, value]) => `${key}=${value}`);
  const text = [...(message === undefined ? [] : [String(message)]), ...fields].join(" ");
  const stack = stackOf(entry);
  return {
    ...(level === undefined ? {} : { level: levels[String(level)] ?? String(level) }),
    text: stack ? `${text}\n${stack}` : text,
  };
}

function* fieldsOf(entry: Record<string, unknown>, path = ""): Generator<[string, string]> {
  for (const [key, value] of Object.entries(entry)) {
    if (path === "" && leftOut.has(key)) continue;
    if (key === "stack" || value === null || value === undefined || value === "") continue;
    if (typeof value !== "object") {
      const text = String(value);
      const shown = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
      yield [`${path}${key}`, /\s/.test(shown) ? JSON.stringify(shown) : shown];
    } else if (path === "" && !Array.isArray(value)) yield* fieldsOf({ ...value }, `${key}.`);
  }
}

function stackOf({ err, error }: Record<string, unknown>): string | undefined {
  const cause = err ?? error;
  if (typeof cause !== "object" || cause === null || !("stack" in cause)) return undefined;
  return String(cause.stack);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return { ...(JSON.parse(line) as object) };
  } catch {
    return undefined;
  }
}
