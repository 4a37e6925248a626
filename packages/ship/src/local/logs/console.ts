import { styleText } from "node:util";
import { formatLine } from "./format-line.ts";

type Style = Parameters<typeof styleText>[0];

const sourceStyles: Style[] = ["cyan", "magenta", "blue", "green", "yellow"];
const levelStyles: Record<string, Style> = {
  warn: "yellow",
  error: "red",
  fatal: "red",
  debug: "gray",
  trace: "gray",
};

/** Writes what the run says itself, and every container's log with its name in front, in colours where they are shown. */
export class LocalConsole {
  readonly #output: NodeJS.WritableStream;
  readonly #errors: NodeJS.WritableStream;
  readonly #sources = new Map<string, Style>();
  #width = 0;

  constructor(output: NodeJS.WritableStream, errors: NodeJS.WritableStream) {
    this.#output = output;
    this.#errors = errors;
  }

  /** A step of the run itself. */
  say(text: string): void {
    this.#write(text);
  }

  /** Something that went wrong and that the run survives, or that ends it. */
  complain(text: string): void {
    const [first = "", ...rest] = text.split("\n");
    const painted = styleText("red", first, { stream: this.#errors });
    this.#errors.write(`${[painted, ...rest].join("\n")}\n`);
  }

  /** The line that says the system can be used. */
  announce(url: string, seconds: string): void {
    this.#write(`${this.#style("green", "ready")}  ${this.#style("bold", url)}  in ${seconds} s`);
  }

  /** Names the sources beforehand, so that their columns line up. */
  expect(sources: readonly string[]): void {
    for (const source of sources) this.#styleOf(source);
  }

  /** A line of a container's log; `member/app │ info  listening port=8080`. */
  log(source: string, line: string): void {
    const { level, text } = formatLine(line);
    const prefix = this.#style(this.#styleOf(source), `${source.padEnd(this.#width)} │ `);
    const shownLevel = level ? `${this.#style(levelStyles[level] ?? "dim", level.padEnd(5))} ` : "";
    this.#write(`${shownLevel}${text}`.replace(/^/gm, prefix));
  }

  #styleOf(source: string): Style {
    const style =
      this.#sources.get(source) ?? sourceStyles[this.#sources.size % sourceStyles.length] ?? "cyan";
    this.#sources.set(source, style);
    this.#width = Math.max(this.#width, source.length);
    return style;
  }

  #style(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#output });
  }

  #write(text: string): void {
    this.#output.write(`${text}\n`);
  }
}
