import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A signing key for a developer's machine, made once and kept in a file that git ignores and only its owner can read:
 * a restart, as `node --watch` makes many, logs nobody out.
 */
export function developmentKey(file: string): KeyObject {
  if (!existsSync(file)) {
    const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, pem, { mode: 0o600 });
  }
  return createPrivateKey(readFileSync(file));
}
