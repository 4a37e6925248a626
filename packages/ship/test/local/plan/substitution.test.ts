// Proves the rewriting of texts; that the result can be connected to is shown by the end-to-end test.
import assert from "node:assert/strict";
import { loopback, postgres, serviceConnect } from "../../../src/local/plan/substitution.ts";

describe("loopback", () => {
  const substitute = loopback(new Map([[8080, 21001]]));
  const cases: [string, string][] = [
    ["127.0.0.1:8080", "127.0.0.1:21001"],
    ["http://localhost:8080/path", "http://127.0.0.1:21001/path"],
    ["127.0.0.1:80801", "127.0.0.1:80801"],
    ["127.0.0.1:9090", "127.0.0.1:9090"],
    ["my.localhost:8080", "my.localhost:8080"],
    ["8080", "8080"],
  ];
  for (const [text, expected] of cases) {
    it(`makes ${expected} of ${text}`, () => assert.equal(substitute(text), expected));
  }
});

describe("serviceConnect", () => {
  const aliases = [
    { namespace: "n", dnsName: "member", port: 80, service: "member", containerPort: 8081 },
    { namespace: "n", dnsName: "member.api", port: 9000, service: "member", containerPort: 8081 },
  ];
  const substitute = serviceConnect(aliases, new Map([["member", new Map([[8081, 21002]])]]));
  const cases: [string, string][] = [
    ["http://member", "http://127.0.0.1:21002"],
    ["http://member:80/.well-known/jwks.json", "http://127.0.0.1:21002/.well-known/jwks.json"],
    ["http://member.api:9000", "http://127.0.0.1:21002"],
    ["http://member?x=1 http://member", "http://127.0.0.1:21002?x=1 http://127.0.0.1:21002"],
    ["http://member:8081", "http://member:8081"],
    ["http://members", "http://members"],
    ["https://member", "https://member"],
    ["member", "member"],
  ];
  for (const [text, expected] of cases) {
    it(`makes ${expected} of ${text}`, () => assert.equal(substitute(text), expected));
  }
});

describe("postgres", () => {
  const instance = {
    name: "db",
    address: "db.Rds.amazonaws.com",
    port: 5432,
    dbName: "member",
    username: "dbadmin",
  };
  const database = { folder: "stacks/member", instance, name: "member_2" };
  const substitute = postgres([database], { port: 21003, superuser: "postgres" });
  const cases: [string, string][] = [
    [
      "postgres://member@db.rds.amazonaws.com:5432/member?sslmode=verify-full",
      "postgres://member@127.0.0.1:21003/member_2",
    ],
    ["postgresql://dbadmin@db.rds.amazonaws.com/member", "postgresql://postgres@127.0.0.1:21003/member_2"],
    [
      "postgres://member@db.rds.amazonaws.com:5432/other?sslmode=require&application_name=x",
      "postgres://member@127.0.0.1:21003/other?application_name=x",
    ],
    [
      "postgres://member@elsewhere:5432/member?sslmode=require",
      "postgres://member@elsewhere:5432/member?sslmode=require",
    ],
    [
      "postgres://member@db.rds.amazonaws.com:6432/member",
      "postgres://member@db.rds.amazonaws.com:6432/member",
    ],
  ];
  for (const [text, expected] of cases) {
    it(`makes ${expected} of ${text}`, () => assert.equal(substitute(text), expected));
  }
});
