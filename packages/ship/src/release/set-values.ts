import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** What to set, by key. */
export interface Values {
  [key: string]: string | Values;
}

/** Text in place of the characters from `start` to `end`. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Sets values in the text of a YAML document, of which every other character stays as it is: writing the document anew
 * would make `7` of `007`, join lines and move comments. Keys and values must be such that they need no quotes.
 * @param document The text, parsed: a mapping or nothing; so must be what is there where `values` has a mapping.
 */
export function setValues(text: string, { contents }: Document, values: Values): string {
  const writer = new Writer(text);
  const edits = isMap(contents) ? writer.fill(contents, values) : [writer.begin(contents, values)];
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((edited, edit) => edited.slice(0, edit.start) + edit.text + edited.slice(edit.end), text);
}

class Writer {
  readonly #text: string;
  readonly #lineEnd: string;
  /** Blanks by which a mapping is deeper than the one around it. */
  readonly #step: number;

  constructor(text: string) {
    this.#text = text;
    this.#lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
    this.#step = /^( +)[^\s#]/m.exec(text)?.[1]?.length ?? 2;
  }

  /** Brings values into a mapping, in the way that it is written. */
  fill(map: YAMLMap, values: Values): Edit[] {
    const edits: Edit[] = [];
    const missing: Values = {};
    for (const [key, value] of Object.entries(values)) {
      const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair === undefined) missing[key] = value;
      else if (isMap(pair.value) && typeof value === "object") edits.push(...this.fill(pair.value, value));
      else edits.push(this.#replace(map, pair.key as Node, pair.value as Node | null, value));
    }
    if (Object.keys(missing).length > 0) edits.push(this.#append(map, missing));
    return edits;
  }

  /** Gives a document without any its first mapping. */
  begin(contents: Node | null, values: Values): Edit {
    if (!isPresent(contents)) return this.#insertAfterLineOf(this.#text.length, values, 0);
    const [start, end] = rangeOf(contents);
    return { start, end, text: inline(values) };
  }

  #replace(map: YAMLMap, key: Node, node: Node | null, value: string | Values): Edit {
    if (isPresent(node)) {
      const [start, end] = rangeOf(node);
      const before = this.#text.slice(start, end);
      const [quote = ""] = /^["']/.exec(before) ?? [];
      // A block's last line break is a part of it.
      const [lineEnd = ""] = /\r?\n$/.exec(before) ?? [];
      return { start, end, text: `${quote}${inline(value)}${quote}${lineEnd}` };
    }
    if (typeof value === "object" && !map.flow) {
      return this.#insertAfterLineOf(rangeOf(key)[1], value, this.#column(key) + this.#step);
    }
    const colon = this.#text.indexOf(":", rangeOf(key)[1]) + 1;
    return { start: colon, end: colon, text: ` ${inline(value)}` };
  }

  #append(map: YAMLMap, values: Values): Edit {
    const [first] = map.items;
    if (first === undefined) return this.begin(map, values);
    const end = endOfLast(map);
    if (!map.flow) return this.#insertAfterLineOf(end, values, this.#column(first.key as Node));
    return { start: end, end, text: `, ${pairs(values)}` };
  }

  /** Lines for values, after the line that a place is in. */
  #insertAfterLineOf(place: number, values: Values, indent: number): Edit {
    const lines = this.#lines(values, indent).join(this.#lineEnd);
    const isLineStart = place === 0 || this.#text[place - 1] === "\n";
    const next = isLineStart ? place : this.#text.indexOf("\n", place) + 1;
    if (isLineStart || next > 0) return { start: next, end: next, text: lines + this.#lineEnd };
    const end = this.#text.length;
    return { start: end, end, text: this.#lineEnd + lines };
  }

  #lines(values: Values, indent: number): string[] {
    return Object.entries(values).flatMap(([key, value]) => {
      const start = `${" ".repeat(indent)}${key}:`;
      return typeof value === "string"
        ? [`${start} ${value}`]
        : [start, ...this.#lines(value, indent + this.#step)];
    });
  }

  #column(key: Node): number {
    const [start] = rangeOf(key);
    const line = this.#text.slice(this.#text.lastIndexOf("\n", start) + 1, start);
    return line.replace("\uFEFF", "").length;
  }
}

function inline(value: string | Values): string {
  return typeof value === "string" ? value : `{ ${pairs(value)} }`;
}

function pairs(values: Values): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}: ${inline(value)}`)
    .join(", ");
}

/** Whether something is written there: an empty value is a node too, of no characters. */
function isPresent(node: Node | null): node is Node {
  return node !== null && rangeOf(node)[0] < rangeOf(node)[1];
}

/** Where a collection's last character is, without the comments and blank lines after it, which its range has. */
function endOfLast({ items }: YAMLMap | YAMLSeq): number {
  const last = items.at(-1);
  if (!isPair(last)) return endOf(last as Node);
  const value = last.value as Node | null;
  return endOf(isPresent(value) ? value : (last.key as Node));
}

function endOf(node: Node): number {
  return isCollection(node) && !node.flow ? endOfLast(node as YAMLMap | YAMLSeq) : rangeOf(node)[1];
}

function rangeOf({ range }: Node): [start: number, end: number] {
  if (!range) throw new Error("a parsed node has a range");
  return [range[0], range[1]];
}
