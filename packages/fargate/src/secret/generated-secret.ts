import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkName, checkSecretNameEnd } from "../validation/names.ts";
import { Problems } from "../validation/problems.ts";
import type { SecretReference } from "./secret-reference.ts";

/** Secrets Manager allows 512 characters; what a person reads is shorter. */
const longestSecretName = 64;

/** Arguments of a GeneratedSecret. */
export interface GeneratedSecretArgs {
  /** What the secret is for, shown in AWS. */
  description: string;
  /** Makes the value; only the first deployment's value is used. */
  generate: () => string;
}

/**
 * A Secrets Manager secret whose value is made once, when it is created, and kept from then on.
 * The value is encrypted in the state and never shown. `pulumi up --replace <urn of the -value>` makes a new one.
 */
export class GeneratedSecret extends pulumi.ComponentResource {
  readonly secret: aws.secretsmanager.Secret;
  /** What a container's `secrets` takes. */
  readonly reference: SecretReference;

  constructor(name: string, args: GeneratedSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    problems.addAll(checkName(name, "name", longestSecretName));
    problems.addAll(checkSecretNameEnd(name));
    problems.throwIfAny(`GeneratedSecret ${name}`);
    super("starter:fargate:GeneratedSecret", name, {}, opts);

    this.secret = new aws.secretsmanager.Secret(
      name,
      // A name in its recovery window stays taken, and Pulumi's name is new each time: nothing to wait for.
      { description: args.description },
      { parent: this },
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-value`,
      { secretId: this.secret.id, secretString: pulumi.secret(args.generate()) },
      // Each run of the program makes a value; only the first is kept.
      { parent: this, ignoreChanges: ["secretString"] },
    );
    // Through the version, so that whoever refers to the secret waits for its value.
    this.reference = { arn: version.arn };
    this.registerOutputs();
  }
}
