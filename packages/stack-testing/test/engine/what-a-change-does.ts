import { join } from "node:path";
import { type KeyChange, typesOf } from "./configuration-changes.ts";
import { platformChanges } from "./platform-changes.ts";
import { serviceChanges } from "./service-changes.ts";

/** The document whose tables are written from what the tests expect. */
export const documentPath = join(import.meta.dirname, "../../../../docs/what-a-change-does.md");

/** The document's text with its tables as the tests have them now. */
export function currentDocument(document: string): string {
  const tables = { platform: platformChanges, service: serviceChanges("member") };
  return Object.entries(tables).reduce((text, [name, table]) => {
    const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- end of ${name} -->`];
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) {
      throw new Error(`${documentPath} must have a line ${begin} and a line ${end}, got not both`);
    }
    return `${before}${begin}\n\n${renderTable(table)}\n\n${end}${after}`;
  }, document);
}

function renderTable(table: KeyChange[]): string {
  const headings = ["key", "changed in place, created, deleted", "replaced", "meanwhile", "what to do"];
  const lines = [headings, ...table.map(toCells)];
  const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const [top, ...rows] = lines.map(
    (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  return [top, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows].join("\n");
}

function toCells({ key, cases, meanwhile, todo = "" }: KeyChange): string[] {
  const lines = cases.flatMap(({ changes = [] }) => changes);
  const [created, deleted] = [typesOf("create", lines), typesOf("delete", lines)];
  const parts = [
    ["updates", typesOf("update", lines)],
    ["creates or deletes", created.filter((type) => deleted.includes(type))],
    ["creates", created.filter((type) => !deleted.includes(type))],
    ["deletes", deleted.filter((type) => !created.includes(type))],
  ] as const;
  const texts = parts.flatMap(([verb, types]) => (types.length === 0 ? [] : [`${verb} ${listed(types)}`]));
  const replaced = typesOf("replace", lines).join(", ");
  if (lines.length === 0) {
    // Refused wherever it is read, or read by the services only.
    texts.push(cases.some(({ refused }) => refused !== undefined) ? "refused" : "nothing itself");
  }
  return [`\`${key}\``, texts.join("; "), replaced, meanwhile, todo];
}

/** A bucket has a resource for each of its settings. */
function listed(types: string[]): string {
  const plain = types.filter((type) => !/^Bucket./.test(type) || types.length === 1);
  return plain.length === types.length ? types.join(", ") : `${plain.join(", ")} with its settings`;
}
