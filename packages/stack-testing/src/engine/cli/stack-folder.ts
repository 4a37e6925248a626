import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Document, isMap, parseDocument } from "yaml";

/** What Pulumi.<stack>.yaml can hold: a list or a map for a typed key. */
export type ConfigValue = string | number | boolean | ConfigValue[] | { [key: string]: ConfigValue };

const notCopied = new Set(["node_modules", "test", ".turbo"]);

/** A copy of a project's folder, whose configuration a test may change. */
export class StackFolder {
  readonly directory: string;
  /** The project's name, from Pulumi.yaml. */
  readonly project: string;
  private readonly stackFile: string;

  /** `files` are written over the copy. */
  constructor(source: string, directory: string, environment: string, files: Record<string, string>) {
    mkdirSync(directory, { recursive: true });
    cpSync(source, directory, { recursive: true, filter: (path) => !notCopied.has(basename(path)) });
    symlinkSync(join(source, "node_modules"), join(directory, "node_modules"));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text);
    this.directory = directory;
    this.project = String(readYaml(join(directory, "Pulumi.yaml")).get("name"));
    this.stackFile = join(directory, `Pulumi.${environment}.yaml`);
  }

  /**
   * Encrypts with another key than the checkout, whose values only its owner can read. Returns the configuration keys of
   * the encrypted values, which must then be set anew.
   */
  encryptWith(provider: { secretsprovider: string; encryptedkey: string }): string[] {
    let keys: string[] = [];
    this.edit((document) => {
      document.delete("encryptionsalt");
      for (const [key, value] of Object.entries(provider)) document.set(key, value);
      const config = document.toJS().config as Record<string, unknown>;
      keys = Object.keys(config).filter((key) => JSON.stringify(config[key]).includes('{"secure":'));
    });
    return keys;
  }

  /** Sets a value in plain text; a key without a namespace is the project's. */
  setConfig(key: string, value: ConfigValue): void {
    this.edit((document) => document.setIn(["config", this.fullKey(key)], value));
  }

  removeConfig(key: string): void {
    this.edit((document) => document.deleteIn(["config", this.fullKey(key)]));
  }

  private fullKey(key: string): string {
    return key.includes(":") ? key : `${this.project}:${key}`;
  }

  private edit(change: (document: Document) => void): void {
    const document = readYaml(this.stackFile);
    if (!isMap(document.get("config"))) document.set("config", document.createNode({}));
    change(document);
    writeFileSync(this.stackFile, document.toString());
  }
}

function readYaml(path: string): Document {
  return parseDocument(readFileSync(path, "utf8"));
}
