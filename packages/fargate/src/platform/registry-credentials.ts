import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkSecretNameEnd } from "../validation/names.ts";
import { checkRegistryLogin, type RegistryLoginArgs, secretToken } from "./registry-login.ts";

/**
 * The login with which every task pulls its images: for private repositories, and because a registry limits anonymous
 * pulls by address. It lies in Secrets Manager, where ECS reads it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
 */
export class RegistryCredentials extends pulumi.ComponentResource {
  readonly secret: aws.secretsmanager.Secret;
  /** ARN of the secret, known once it has its value. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: RegistryLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = checkRegistryLogin(name, args);
    problems.addAll(checkSecretNameEnd(name));
    problems.throwIfAny(`RegistryCredentials ${name}`);
    super("starter:fargate:RegistryCredentials", name, {}, opts);

    this.secret = new aws.secretsmanager.Secret(
      name,
      { description: `Login of ${args.username}, with which tasks pull their images` },
      { parent: this },
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-value`,
      {
        secretId: this.secret.id,
        secretString: pulumi.jsonStringify({ username: args.username, password: secretToken(name, args) }),
      },
      { parent: this },
    );
    this.arn = version.arn;
    this.registerOutputs();
  }
}
