export { openPool } from "../database.ts";
export { type FuzzOptions, fuzz } from "./fuzz/fuzz.ts";
export type { KnownValues } from "./fuzz/values.ts";
export { startService, type TestService } from "./service-process.ts";
export { type TestDatabase, useDatabase } from "./test-database.ts";
export { createTestIssuer, type TestIssuer, type TokenClaims } from "./test-issuer.ts";
