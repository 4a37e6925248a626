// Proves how variables are read, not that a container gets them.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  databaseAddress,
  EnvironmentError,
  oneOf,
  optional,
  readVariables,
  requiredInProduction,
  secret,
  serviceUrl,
  text,
  wholeNumber,
  withDefault,
} from "../src/index.ts";

const port = wholeNumber("PORT", { from: 0, to: 65_535 });

function mistakesOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof EnvironmentError) return error.mistakes;
    throw error;
  }
  return [];
}

describe("readVariables", () => {
  it("returns typed values by the names that the code uses", () => {
    const level = oneOf("LOG_LEVEL", ["info", "debug"]);
    const values = readVariables({ PORT: "8080", LOG_LEVEL: "debug" }, { port, level });
    assert.deepEqual(values, { port: 8080, level: "debug" });
  });

  it("reports every mistake at once, each with what must hold, what was got and a remedy", () => {
    const variables = { port, name: text("NAME", "ann"), member: serviceUrl("MEMBER_URL", "http://member") };
    assert.deepEqual(
      mistakesOf(() => readVariables({ PORT: "80.5", MEMBER_URL: "member" }, variables)),
      [
        'PORT: must be a whole number from 0 to 65535, got "80.5"; set it, for example PORT=0',
        "NAME: must be a text, got nothing; set it, for example NAME=ann",
        'MEMBER_URL: must be an http or https address without a path, got "member"; set it, for example MEMBER_URL=http://member',
      ],
    );
  });

  it("takes an empty value for a missing one", () => {
    assert.deepEqual(readVariables({ PORT: "" }, { port: withDefault(port, 8080) }), { port: 8080 });
  });

  it("rejects a wrong value where a default exists", () => {
    assert.equal(mistakesOf(() => readVariables({ PORT: "x" }, { port: withDefault(port, 8080) })).length, 1);
  });

  it("leaves an optional variable undefined", () => {
    assert.deepEqual(readVariables({}, { port: optional(port) }), { port: undefined });
  });

  it("requires in production what a developer may leave out", () => {
    const variables = { key: requiredInProduction(secret("KEY")) };
    assert.deepEqual(readVariables({}, variables), { key: undefined });
    assert.equal(mistakesOf(() => readVariables({ NODE_ENV: "production" }, variables)).length, 1);
  });

  it("never shows a secret's value", () => {
    const variables = { database: databaseAddress("DATABASE_URL") };
    const [mistake = ""] = mistakesOf(() =>
      readVariables({ DATABASE_URL: "postgres://app:hunter2@db/app" }, variables),
    );
    assert.match(mistake, /^DATABASE_URL: must be postgres:.*without a password/);
    assert.doesNotMatch(mistake, /hunter2/);
  });
});

describe("wholeNumber", () => {
  it("takes exactly the whole numbers within its bounds", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.double()), (number) => {
        const expected = Number.isInteger(number) && number >= 0 && number <= 65_535;
        const parsed = port.parse(String(number));
        assert.equal(parsed, expected ? Math.abs(number) : undefined);
      }),
    );
  });
});

describe("databaseAddress", () => {
  const { parse } = databaseAddress("DATABASE_URL");
  const place = { host: "db.example", port: 5432, user: "app", database: "app" };

  it("reads host, port, user and database", () => {
    assert.deepEqual(parse("postgres://app@db.example:6432/app"), { ...place, port: 6432, verifyTls: false });
  });

  it("asks for verified TLS with sslmode=verify-full", () => {
    assert.deepEqual(parse("postgres://app@db.example/app?sslmode=verify-full"), {
      ...place,
      verifyTls: true,
    });
  });

  const wrong = [
    "postgres://app:secret@db.example/app",
    "postgres://db.example/app",
    "postgres://app@db.example/",
    "postgres://app@db.example/app?sslmode=require",
    "postgres://app@db.example/app?sslmode=verify-full&x=1",
    "mysql://app@db.example/app",
    "db.example",
    "postgres://app@db.example/%",
  ];
  for (const value of wrong) {
    it(`rejects ${value}`, () => assert.equal(parse(value), undefined));
  }
});
