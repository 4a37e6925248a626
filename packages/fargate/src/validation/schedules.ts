import { got, listed, type Problem } from "./problem.ts";

const number = (min: number, max: number) => (text: string) =>
  /^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max;
const numberOrName = (min: number, max: number, names: string) => (text: string) =>
  number(min, max)(text) || names.split(" ").includes(text);
const dayOfWeek = numberOrName(1, 7, "SUN MON TUE WED THU FRI SAT");

/** The fields of a cron expression: their names, their values, and what only they may say. */
const cronFields: [name: string, value: (text: string) => boolean, special?: (text: string) => boolean][] = [
  ["minutes", number(0, 59)],
  ["hours", number(0, 23)],
  ["day of month", number(1, 31), (text) => /^(?:L|LW|(?:[1-9]|[12]\d|3[01])W)$/.test(text)],
  ["month", numberOrName(1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")],
  [
    "day of week",
    dayOfWeek,
    (text) => text === "L" || (/.(?:L|#[1-5])$/.test(text) && dayOfWeek(text.replace(/L$|#.$/, ""))),
  ],
  ["year", number(1970, 2199)],
];

/**
 * Checks a schedule as Application Auto Scaling and EventBridge Scheduler take it: `cron(…)` with six fields, `rate(…)` or
 * `at(…)`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html, read 2026-11
 */
export function checkSchedule(propertyPath: string, schedule: string): Problem[] {
  const [, kind = "", content = ""] = /^(cron|rate|at)\((.*)\)$/.exec(schedule) ?? [];
  const mistake = { cron: cronMistake, rate: rateMistake, at: timeMistake }[kind];
  const must =
    mistake === undefined
      ? 'be "cron(<six fields>)", "rate(<number> <unit>)" or "at(<yyyy-mm-ddThh:mm:ss>)"'
      : mistake(content);
  return must === undefined ? [] : [{ propertyPath, reason: `must ${must}, got ${got(schedule)}` }];
}

/** Checks a time zone by its IANA name, in the letters of the list. */
export function checkTimezone(propertyPath: string, timezone: string | undefined): Problem[] {
  if (timezone === undefined || isTimezone(timezone)) return [];
  const reason = `must be the name of an IANA time zone such as "Asia/Seoul" or "UTC", got ${got(timezone)}`;
  return [{ propertyPath, reason }];
}

function isTimezone(timezone: string): boolean {
  if (!/^[A-Z]/.test(timezone)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions();
    // Upper and lower case are one to Intl, but not to AWS; another name for the same zone is fine.
    return timeZone === timezone || timeZone.toLowerCase() !== timezone.toLowerCase();
  } catch {
    return false;
  }
}

function cronMistake(content: string): string | undefined {
  const fields = content.split(" ");
  if (fields.length !== cronFields.length) {
    return `have six fields in cron(), separated by one space: ${listed(
      cronFields.map(([name]) => name),
      "and",
    )}`;
  }
  const wrong = cronFields.find(([name, value, special], index) => {
    const text = fields[index] ?? "";
    if (text === "?" && name.startsWith("day")) return false;
    return special?.(text) !== true && !text.split(",").every((item) => isCronItem(item, value));
  });
  if (wrong !== undefined) return `have a valid ${wrong[0]} in cron()`;
  const open = [fields[2], fields[4]].filter((field) => field === "?").length;
  return open === 1 ? undefined : 'have "?" for either the day of month or the day of week in cron()';
}

/** `*`, `5`, `MON-FRI`, `0/15`, `10-20/2` */
function isCronItem(item: string, value: (text: string) => boolean): boolean {
  const [range = "", step, ...rest] = item.split("/");
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
  const ends = range.split("-");
  return range === "*" || (ends.length <= 2 && ends.every(value));
}

function rateMistake(content: string): string | undefined {
  const [, count, plural] = /^([1-9]\d*) (?:minute|hour|day)(s?)$/.exec(content) ?? [];
  if (count !== undefined && (count === "1") === (plural === "")) return undefined;
  return "have a whole number and minutes, hours or days in rate(), without s after 1";
}

function timeMistake(content: string): string | undefined {
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(content) ? new Date(`${content}Z`) : undefined;
  // Date makes 2 March of 30 February.
  const exists =
    time !== undefined && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(content);
  return exists ? undefined : "have a time that exists in at(), as at(2027-01-31T08:00:00)";
}
