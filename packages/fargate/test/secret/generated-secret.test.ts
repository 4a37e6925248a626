// Proves how a secret made by the program is stored and referred to; not that the engine keeps its first value, which the
// engine suite shows.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import { GeneratedSecret } from "../../src/index.ts";
import { itRejects, type Rejection } from "../rejections.ts";

describe("GeneratedSecret", () => {
  it("stores what it made, encrypted in the state, and is referred to once it has its value", async () => {
    const recorded = await recordRegistrations(() => {
      const { reference } = new GeneratedSecret("signing-key", {
        description: "Signs",
        generate: () => "s3cret",
      });
      return { reference };
    });
    const secret = recorded.one("aws:secretsmanager/secret:Secret");
    const version = recorded.one("aws:secretsmanager/secretVersion:SecretVersion");
    assert.deepEqual(secret.inputs, { description: "Signs" });
    assert.deepEqual(version.inputs, { secretId: secret.outputs.id, secretString: "s3cret" });
    assert.deepEqual(version.secretPaths, ["secretString"]);
    assert.deepEqual(recorded.outputs.reference, { arn: version.outputs.arn });
  });

  const rejected: Rejection<string> = [
    "a name that ends like an ARN",
    "shop-secret",
    [
      'name: must not end in a hyphen and six characters, which Secrets Manager takes for the end of an ARN, got "shop-secret"; add a word, such as shop-secret-value',
    ],
  ];
  itRejects([rejected], (name) => new GeneratedSecret(name, { description: "Signs", generate: () => "x" }));
});
