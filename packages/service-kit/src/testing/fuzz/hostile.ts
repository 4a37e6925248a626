import fc from "fast-check";
import { UnsecuredJWT } from "jose";
import { createTestIssuer, type TestIssuer } from "../test-issuer.ts";

/** Texts that break what takes them at their word: SQL, HTML, paths, control characters, halves of characters. */
export const hostileTexts = [
  "",
  " ",
  "'; drop table member; --",
  "' or '1'='1",
  '\\"; select pg_sleep(9); --',
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "../../../../etc/passwd",
  "..\\..\\windows\\win.ini",
  "%2e%2e%2f%00",
  "{{7*7}}",
  "a\u0000b",
  "\r\nset-cookie: a=b",
  "\ud800",
  "\u202eoverridden\u202c",
  "🏳️‍🌈e\u0301\u0301\u0301",
  "NaN",
  "-1",
  "9007199254740993",
  "1e999",
  "__proto__",
  "constructor",
  "urn:uuid:00000000-0000-4000-8000-000000000000",
  "x".repeat(70_000),
] as const;

/** Any text: the hostile ones, and others of all of Unicode. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
);

/** Any value that JSON can say, of a type, size or depth that nobody asked for. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, 0, -1, 1.5, 2 ** 53, 1e308, [], {}, [[[]]]),
  fc.constant(Array.from({ length: 5000 }, () => "x")),
  fc.jsonValue(),
);

/** The parts of a path that try to leave it or cannot be decoded. */
export const hostileSegments = [
  "..%2f..%2fetc%2fpasswd",
  "../../../etc/passwd",
  "%00",
  "%zz",
  "%c0%ae%c0%ae",
  "%",
  ";",
  "a".repeat(101),
  "a".repeat(8000),
];

/** Bodies that are no JSON object, or say more than one. */
export const hostileBodies: readonly (string | Buffer)[] = [
  "",
  "null",
  "[]",
  '"text"',
  "{",
  '{"a":1,}',
  "\ufeff{}",
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  "[".repeat(20_000),
  `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`,
  `{"a":"${"x".repeat(200_000)}"}`,
  Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
];

/** Tokens that must not be accepted, by what is wrong with them. */
export async function hostileTokens(issuer: TestIssuer, subject: string): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: subject, iss: issuer.name, aud: issuer.audience, iat: now, exp: now + 60 };
  const stranger = await createTestIssuer(issuer.name, issuer.audience);
  const good = await issuer.sign(subject);
  const [header = "", payload = "", signature = ""] = good.split(".");
  return {
    expired: await issuer.sign(subject, { iat: now - 120, exp: now - 60 }),
    "of another issuer": await issuer.sign(subject, { iss: "https://elsewhere.example" }),
    "for another audience": await issuer.sign(subject, { aud: "elsewhere" }),
    "without a subject": await issuer.sign(subject, { sub: null }),
    forged: await stranger.sign(subject),
    "with a stranger's signature": `${header}.${payload}.${(await stranger.sign(subject)).split(".")[2]}`,
    "with other claims": `${header}.${Buffer.from(JSON.stringify({ ...claims, sub: "root" })).toString("base64url")}.${signature}`,
    "of algorithm none": new UnsecuredJWT(claims).encode(),
    "without a signature": `${header}.${payload}.`,
    "of no form": "a.b.c",
    huge: "x".repeat(10_000),
  };
}
