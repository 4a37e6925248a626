import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "rolldown/utils";

type Statement = ReturnType<typeof parseSync>["program"]["body"][number];
type Declared = NonNullable<Extract<Statement, { type: "ExportNamedDeclaration" }>["declaration"]>;

/** A type as the parser returns it. */
export type TypeNode = Extract<Statement, { type: "TSTypeAliasDeclaration" }>["typeAnnotation"];

/** An interface, type, class or function of a file. */
export interface Declaration {
  name: string;
  node: Declared;
  file: SourceFile;
  /** The docstring's text; empty without one. */
  comment: string;
}

/** One file of TypeScript: what it declares and what it imports from its neighbours. */
export class SourceFile {
  readonly declarations = new Map<string, Declaration>();
  readonly #text: string;
  /** Docstrings by the place where they end. */
  readonly #docstrings = new Map<number, string>();
  readonly #imports = new Map<string, { name: string; path: string }>();

  constructor(path: string) {
    this.#text = readFileSync(path, "utf8");
    const { program, comments, errors } = parseSync(path, this.#text);
    if (errors[0] !== undefined) throw new Error(`${path} must be TypeScript, got ${errors[0].message}`);
    for (const { type, value, end } of comments) {
      if (type === "Block" && value.startsWith("*")) this.#docstrings.set(end, value.slice(1));
    }
    for (const statement of program.body) this.#read(statement, path);
  }

  /** The docstring before a node; empty without one. */
  commentBefore({ start }: { start: number }): string {
    return this.#docstrings.get(this.#text.slice(0, start).trimEnd().length) ?? "";
  }

  /** The declaration that a name stands for here or, when it is imported, in a neighbour; undefined for a package's. */
  resolve(name: string): Declaration | undefined {
    const imported = this.#imports.get(name);
    if (imported !== undefined) return sourceFile(imported.path).resolve(imported.name);
    return this.declarations.get(name);
  }

  #read(statement: Statement, path: string): void {
    if (statement.type === "ImportDeclaration" || statement.type === "ExportNamedDeclaration") {
      this.#readImports(statement, path);
    }
    const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    switch (node?.type) {
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
      case "ClassDeclaration":
      case "FunctionDeclaration": {
        const name = node.id?.name ?? "";
        this.declarations.set(name, { name, node, file: this, comment: this.commentBefore(statement) });
      }
    }
  }

  #readImports(statement: Extract<Statement, { source: unknown; specifiers: unknown }>, path: string): void {
    if (!statement.source?.value.startsWith(".")) return;
    const from = join(dirname(path), statement.source.value);
    for (const specifier of statement.specifiers) {
      if (specifier.type === "ImportSpecifier") {
        this.#imports.set(specifier.local.name, { name: nameOf(specifier.imported), path: from });
      } else if (specifier.type === "ExportSpecifier") {
        this.#imports.set(nameOf(specifier.exported), { name: nameOf(specifier.local), path: from });
      }
    }
  }

  /** Names that the file exports from its neighbours. */
  get reexported(): string[] {
    return [...this.#imports.keys()];
  }
}

function nameOf(name: { type: string; name?: string; value?: unknown }): string {
  return name.name ?? String(name.value);
}

const files = new Map<string, SourceFile>();

/** Parses a file, each one once. */
export function sourceFile(path: string): SourceFile {
  const file = files.get(path) ?? new SourceFile(path);
  files.set(path, file);
  return file;
}
