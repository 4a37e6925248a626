import { readFile } from "node:fs/promises";
import type { DatabaseAddress, Password } from "./database.ts";
import { optional, type Variable, withDefault } from "./environment.ts";

/** Any text, printable. */
export function text(name: string, example: string): Variable<string> {
  return { name, expectation: "a text", example, parse: (value) => value };
}

/** Any text that must not be shown to anyone. */
export function secret(name: string): Variable<string> {
  return { ...text(name, "…"), expectation: "a secret text", secret: true };
}

/**
 * A database's password: the variable's own text or, where only `<name>_FILE` is set, what that file holds each time a
 * connection is made. A running container's environment never changes, so only a file can bring it a new password.
 */
export function databasePassword(name: string): Variable<Password> {
  return {
    ...secret(name),
    whenMissing({ [`${name}_FILE`]: file }) {
      if (!file) return undefined;
      return { value: async () => (await readFile(file, "utf8")).replace(/\r?\n$/, "") };
    },
  };
}

/** One of a few words. */
export function oneOf<const Word extends string>(
  name: string,
  words: readonly [Word, ...Word[]],
): Variable<Word> {
  return {
    name,
    expectation: `one of ${words.join(", ")}`,
    example: words[0],
    parse: (value) => words.find((word) => word === value),
  };
}

/** A whole number within bounds. */
export function wholeNumber(name: string, bounds: { from: number; to: number }): Variable<number> {
  const parse = (value: string) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    return number >= bounds.from && number <= bounds.to ? number : undefined;
  };
  const expectation = `a whole number from ${bounds.from} to ${bounds.to}`;
  return { name, expectation, example: String(bounds.from), parse };
}

/** The address of another service: scheme, host and perhaps port, nothing behind them. */
export function serviceUrl(name: string, example: string): Variable<URL> {
  const parse = (value: string) => {
    const url = URL.parse(value);
    const fits =
      url && /^https?:$/.test(url.protocol) && url.pathname === "/" && `${url.search}${url.hash}` === "";
    return fits && url.username === "" ? url : undefined;
  };
  return { name, expectation: "an http or https address without a path", example, parse };
}

/** The address of a PostgreSQL database, without its password. */
export function databaseAddress(name: string): Variable<DatabaseAddress> {
  return {
    name,
    expectation:
      "postgres://<user>@<host>:<port>/<database>, without a password, with ?sslmode=verify-full or nothing behind it",
    example: "postgres://app@127.0.0.1:5432/app",
    // What was got may hold a password all the same.
    secret: true,
    parse: parseDatabaseAddress,
  };
}

function parseDatabaseAddress(value: string): DatabaseAddress | undefined {
  const url = URL.parse(value);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) return undefined;
  if (url.password !== "" || !["", "?sslmode=verify-full"].includes(url.search)) return undefined;
  const user = decode(url.username);
  const database = decode(url.pathname.slice(1));
  if (!user || !database || url.hostname === "") return undefined;
  const port = url.port === "" ? 5432 : Number(url.port);
  return { host: url.hostname, port, user, database, verifyTls: url.search !== "" };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** What every service reads before it serves. */
export const serveVariables = {
  port: withDefault(wholeNumber("PORT", { from: 0, to: 65_535 }), 8080),
  host: withDefault(text("HOST", "127.0.0.1"), "0.0.0.0"),
  logLevel: withDefault(
    oneOf("LOG_LEVEL", ["info", "trace", "debug", "warn", "error", "fatal", "silent"]),
    "info",
  ),
  database: databaseAddress("DATABASE_URL"),
  databasePassword: databasePassword("DATABASE_PASSWORD"),
};

/** What every service reads before it migrates its database. */
export const migrateVariables = {
  logLevel: serveVariables.logLevel,
  database: serveVariables.database,
  databasePassword: serveVariables.databasePassword,
  adminDatabase: optional(databaseAddress("DATABASE_ADMIN_URL")),
  adminPassword: optional(secret("DATABASE_ADMIN_PASSWORD")),
};

/** What a service reads that signs or checks tokens: the same on both sides, or no token is accepted. */
export const tokenVariables = {
  issuer: withDefault(text("JWT_ISSUER", "member"), "member"),
  audience: withDefault(text("JWT_AUDIENCE", "starter"), "starter"),
};
