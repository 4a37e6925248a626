import { taskSizes } from "../src/task/task-size.ts";
import { listed } from "../src/validation/problem.ts";
import type { Argument, ArgumentTable, ComponentReference } from "./argument-tables.ts";
import { type Docstring, literalDefault } from "./docstring.ts";

/**
 * A component's tables of arguments, defaults and limits as Markdown.
 * @param earlier Components that stand before it, to whose tables it leads where it takes the same.
 */
export function renderComponent(
  reference: ComponentReference,
  earlier: readonly ComponentReference[] = [],
): string {
  const { name, doc, tables } = reference;
  const known = earlier.flatMap((component) =>
    component.tables
      .filter(({ type }) => type !== "")
      .map((table) => ({ title: titleOf(component.name, table), type: table.type })),
  );
  const places = new Map(
    tables.map((table) => {
      const before = table.path === "" ? undefined : known.find(({ type }) => type === table.type);
      return [table.heading, before?.title ?? titleOf(name, table)] as const;
    }),
  );
  const own = tables.filter((table) => places.get(table.heading) === titleOf(name, table));
  const sections = own.map((table) => {
    const isWhole = table.path === "" && !table.variant;
    const top = isWhole ? [] : [`#### ${titleOf(name, table)}`, sentenceOf(table.doc)];
    const sizes = table.type === "TaskSize" ? [renderSizes()] : [];
    return [...top, renderArguments(table, places), ...sizes];
  });
  return [`### ${name}`, sentenceOf(doc), ...sections.flat()].filter((part) => part !== "").join("\n\n");
}

/** Anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replace(/[^\w\- ]/g, "");
  return words.replaceAll(" ", "-");
}

/** A Markdown table, its columns as wide as the formatter makes them. */
export function renderTable(headings: string[], rows: string[][]): string {
  const lines = [headings, ...rows].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = headings.map((_, column) =>
    Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const [top = "", ...rest] = lines.map(
    (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [top, rule, ...rest].join("\n");
}

function titleOf(component: string, { path, variant, tag, type }: ArgumentTable): string {
  const place = path === "" ? component : `${component} ${code(path)}`;
  if (tag !== undefined) return `${place} ${code(`{ ${tag} }`)}`;
  return variant ? `${place}: ${type}` : place;
}

/** @param places Titles of the tables that arguments lead to, by heading. */
function renderArguments(table: ArgumentTable, places: ReadonlyMap<string, string>): string {
  const rows = table.arguments.map((argument) => {
    const place = places.get(argument.group ?? "");
    const name = code(argument.name);
    return [
      place === undefined ? name : `[${name}](#${anchorOf(place)})`,
      argument.doc.sentence.replace(/\.$/, ""),
      defaultOf(argument),
      limitOf(argument),
      argument.doc.links.map((link) => `[${siteOf(link)}](${link})`).join(" "),
    ];
  });
  return renderTable(["argument", "what it is", "default", "limit", "more"], rows);
}

function defaultOf({ required, doc }: Argument): string {
  if (required) return "**required**";
  const text = doc.default ?? "";
  const literal = literalDefault(text);
  if (literal === undefined) return text;
  const value = JSON.stringify(literal);
  return code(value) + text.slice(value.length);
}

function limitOf({ doc, literals, group }: Argument): string {
  // A sentence may begin with the limit.
  if (doc.limit !== undefined) return doc.limit.text.replace(/^./, (letter) => letter.toLowerCase());
  const texts = literals.filter((literal) => typeof literal === "string");
  if (texts.length < 2) return "";
  const values = texts.map((text) => code(JSON.stringify(text)));
  return [...values, ...(group === undefined ? [] : ["or an object"])].join(", ");
}

function renderSizes(): string {
  const rows = [...taskSizes].map(([cpu, memory]) => {
    const [first = 0, second = 0] = memory;
    const range = `${first} to ${memory.at(-1)} in steps of ${second - first}`;
    return [String(cpu), memory.length > 4 ? range : listed(memory)];
  });
  return renderTable(["`cpu`", "`memoryMiB`"], rows);
}

function sentenceOf({ sentence }: Docstring): string {
  return sentence.startsWith("Arguments of ") ? "" : sentence;
}

function siteOf(link: string): string {
  const host = new URL(link).hostname.replace(/^www\./, "");
  return { "docs.aws.amazon.com": "AWS", "pulumi.com": "Pulumi" }[host] ?? host;
}

function code(text: string): string {
  return `\`${text}\``;
}
