import fc from "fast-check";
import type { JsonSchema, Operation } from "./document.ts";
import { hostileBodies, hostileSegments, hostileText, hostileValue } from "./hostile.ts";
import { type KnownValues, valuesOf } from "./values.ts";

/** A request to try. */
export interface FuzzRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  /** Whether the path is certain to be the operation's own. */
  ownPath: boolean;
  body: string | Buffer | undefined;
  contentType: string | undefined;
}

/** Requests for an operation: from good ones to those with a single mistake to those without any sense. */
export function requestsFor(
  method: string,
  path: string,
  operation: Operation,
  known: KnownValues,
): fc.Arbitrary<FuzzRequest> {
  const schema = operation.requestBody?.content["application/json"].schema;
  return fc
    .record({
      address: addresses(path, operation, known),
      body: schema
        ? bodies(schema, known)
        : fc.option(fc.constantFrom(...hostileBodies), { nil: undefined, freq: 9 }),
      type: often(
        fc.constant("application/json"),
        fc.constantFrom(
          undefined,
          "text/plain",
          "application/json; charset=utf-16",
          "multipart/form-data",
          "a/b/c",
        ),
      ),
    })
    .map(({ address, body, type }) => ({
      method: method.toUpperCase() as FuzzRequest["method"],
      ...address,
      body,
      contentType: body === undefined ? undefined : type,
    }));
}

/** Mostly the first, now and then the second. */
function often<A, B>(usual: fc.Arbitrary<A>, odd: fc.Arbitrary<B>): fc.Arbitrary<A | B> {
  return fc.oneof({ arbitrary: usual, weight: 7 }, { arbitrary: odd, weight: 2 });
}

function addresses(path: string, { parameters = [] }: Operation, known: KnownValues) {
  const inPath = parameters.filter((parameter) => parameter.in === "path");
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  const parts = inPath.map(({ name, schema }) =>
    often(
      valuesOf(schema, known, name).map((value) => ({
        name,
        text: encode(value),
        own: String(value) !== "",
      })),
      fc
        .oneof(hostileText.map(encode), fc.constantFrom(...hostileSegments))
        .map((text) => ({ name, text, own: false })),
    ),
  );
  const words = inQuery.map(({ name, schema, required }) => {
    const word = (value: unknown) => `${name}=${encode(value)}`;
    const good = valuesOf(schema, known, name).map(word);
    const odd = fc.oneof(
      hostileText.map(word),
      fc.tuple(good, good).map((two) => two.join("&")),
      fc.constant(`${name}=%zz`),
      fc.constant(""),
    );
    return often(required ? good : fc.oneof(good, fc.constant("")), odd);
  });
  const strange = often(
    fc.constant(""),
    fc.tuple(hostileText, hostileText).map((pair) => pair.map(encode).join("=")),
  );
  return fc
    .record({ parts: fc.tuple(...parts), words: fc.tuple(...words, strange) })
    .map(({ parts, words }) => {
      let url = path;
      for (const { name, text } of parts) url = url.replace(`{${name}}`, () => text);
      const query = words.filter((word) => word !== "").join("&");
      return { url: query === "" ? url : `${url}?${query}`, ownPath: parts.every(({ own }) => own) };
    });
}

/** A value as a part of an address. */
export function encode(value: unknown): string {
  return encodeURIComponent(String(value).toWellFormed());
}

function bodies(schema: JsonSchema, known: KnownValues): fc.Arbitrary<string | Buffer> {
  const good = valuesOf(schema, known);
  const oneMistake = fc
    .tuple(
      good,
      fc.constantFrom("extra", ...Object.keys(schema.properties ?? {})),
      fc.option(hostileValue, { nil: undefined }),
    )
    .map(([body, field, value]) => ({ ...(body as object), [field]: value }));
  const twice = fc
    .tuple(good, good)
    .map((pair) => pair.map((body) => JSON.stringify(body)))
    .map(([one = "", two = ""]) => `${one.slice(0, -1)},${two.slice(1)}`);
  const badText = good.map((body) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const quote = bytes.indexOf('":"');
    return Buffer.concat([
      bytes.subarray(0, quote + 3),
      Buffer.from([0xc3, 0x28, 0xff]),
      bytes.subarray(quote + 3),
    ]);
  });
  const json = (value: unknown) => JSON.stringify(value) ?? "";
  return fc.oneof(
    { arbitrary: good.map(json), weight: 4 },
    { arbitrary: oneMistake.map(json), weight: 4 },
    {
      arbitrary: fc.oneof(twice, badText, hostileValue.map(json), fc.constantFrom(...hostileBodies)),
      weight: 2,
    },
  );
}
