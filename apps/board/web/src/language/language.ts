import { ApiError } from "../http.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

const languages: Record<string, typeof en> = { en, ko };
// The reader's first language that the page speaks, with its region: dates differ between en-GB and en-US.
const locale = navigator.languages.find((tag) => tag.slice(0, 2) in languages) ?? "en";

/** The language of the page, for the `lang` attribute. */
export const language = locale.slice(0, 2);

/** The page's words in the reader's language. */
export const text = languages[language] ?? en;

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;
const longestRelativeMs = 7 * 86_400_000;

/** Says when something was: "3 hours ago", and after a week the date. */
export function when(time: string): string {
  const passed = Date.now() - Date.parse(time);
  if (passed > longestRelativeMs) return day.format(new Date(time));
  const [unit, length] = units.find(([, unitMs]) => passed >= unitMs) ?? ["second", Number.POSITIVE_INFINITY];
  return relative.format(-Math.round(passed / length) || 0, unit);
}

/** Says a date and a time in full. */
export function exactly(time: string): string {
  return exact.format(new Date(time));
}

/** Says what the server did not accept of a field. */
export function explainField(name: string): string {
  return text.refusedField(text.wanted[name]);
}

/** Says what went wrong, and what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return text.troubles.refused;
  const { trouble, fields, retryAfterSeconds: seconds } = error;
  const message = text.troubles[trouble];
  const [field] = fields;
  if (field !== undefined) return explainField(field);
  if (trouble !== "busy" && trouble !== "limited") return message;
  if (seconds === 0) return `${message} ${text.againSoon}`;
  const wait =
    seconds < 90 ? relative.format(seconds, "second") : relative.format(Math.ceil(seconds / 60), "minute");
  return `${message} ${text.again(wait)}`;
}
