import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A key that encrypts the stacks' secrets, as AWS's KMS keeps one for a team. */
export interface KeyService {
  /** Variables by which the CLI finds it. */
  environment: Record<string, string>;
  close(): void;
}

/** What a stack file says of its key, as `pulumi stack init --secrets-provider` writes it. */
export const secretsProvider = {
  secretsprovider: "awskms://alias/stacks?region=us-east-1",
  encryptedkey: Buffer.from("the stacks' data key, encrypted").toString("base64"),
};

/**
 * Starts KMS's `Decrypt` (https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html) of one data key on this
 * machine. A passphrase would need no service, but a third of the CLI's time to make a key of it.
 */
export async function startKeyService(): Promise<KeyService> {
  const answer = {
    KeyId: "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    Plaintext: randomBytes(32).toString("base64"),
    EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
  };
  const server = createServer((request, response) => {
    const isDecrypt = request.headers["x-amz-target"] === "TrentService.Decrypt";
    const status = isDecrypt ? 200 : 400;
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(isDecrypt ? answer : { __type: "UnsupportedOperationException" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_ENDPOINT_URL_KMS: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "stand-in",
      AWS_SECRET_ACCESS_KEY: "stand-in",
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
