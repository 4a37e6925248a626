import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkName } from "../validation/names.ts";
import { got } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";

/** Arguments of RegistryCredentials. */
export interface RegistryCredentialsArgs {
  /** Account at the registry. */
  username: string;
  /** An access token that may only read; a Pulumi secret (`pulumi config set --secret`). */
  token: pulumi.Input<string>;
}

/**
 * The login with which every task pulls its images: for private repositories, and because a registry limits anonymous
 * pulls by address. It lies in Secrets Manager, where ECS reads it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
 */
export class RegistryCredentials extends pulumi.ComponentResource {
  readonly secret: aws.secretsmanager.Secret;
  /** ARN of the secret, known once it has its value. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: RegistryCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    problems.addAll(checkName(name));
    if (!/^[A-Za-z0-9._@-]+$/.test(args.username)) {
      problems.add("username", `must be the registry account's name, got ${got(args.username)}`);
    }
    problems.throwIfAny(`RegistryCredentials ${name}`);
    super("starter:fargate:RegistryCredentials", name, {}, opts);

    const password = pulumi.secret(args.token).apply((token) => {
      if (token !== "") return token;
      throw new pulumi.RunError(
        `${name}: the token must be set when the username is, got nothing; create a read-only access token and set it with pulumi config set --secret`,
      );
    });
    this.secret = new aws.secretsmanager.Secret(
      name,
      { description: `Login of ${args.username}, with which tasks pull their images` },
      { parent: this },
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-value`,
      {
        secretId: this.secret.id,
        secretString: pulumi.jsonStringify({ username: args.username, password }),
      },
      { parent: this },
    );
    this.arn = version.arn;
    this.registerOutputs();
  }
}
