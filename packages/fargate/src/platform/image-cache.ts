import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { got } from "../validation/problem.ts";
import { checkRegistryLogin, type RegistryLoginArgs, secretToken } from "./registry-login.ts";

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html */
const longestPrefix = 30;
const prefixPattern = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/**
 * ECR as a cache of Docker Hub: tasks pull `docker.io` images from ECR in their own region. Keeps deployments clear of
 * Docker Hub's limits, and is how an isolated network comes by its images.
 *
 * Pull each release once by its tag before you deploy it, from your machine for example: in an isolated network ECR
 * fetches nothing new, since its endpoint cannot, and whether a task's pull by digest fills the cache is unproven in any
 * (docs/decisions/0006-isolated-network.md).
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
 */
export class ImageCache extends pulumi.ComponentResource {
  readonly rule: aws.ecr.PullThroughCacheRule;
  readonly secret: aws.secretsmanager.Secret;
  /** Where `docker.io` images lie: `<account>.dkr.ecr.<region>.amazonaws.com/<name>-<stack>`. */
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: RegistryLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    // The rules of a region are all in one place, whatever environment they are of.
    const ecrRepositoryPrefix = `${name}-${pulumi.getStack()}`;
    const problems = checkRegistryLogin(name, args);
    if (ecrRepositoryPrefix.length > longestPrefix || !prefixPattern.test(ecrRepositoryPrefix)) {
      const reason = `must make a prefix of ECR together with the stack's name, ${longestPrefix} characters at the most and lower-case letters, digits and single . _ or - between them, got ${got(ecrRepositoryPrefix)}`;
      problems.add("name", reason);
    }
    problems.throwIfAny(`ImageCache ${name}`);
    super("starter:fargate:ImageCache", name, {}, opts);

    this.secret = new aws.secretsmanager.Secret(
      name,
      // ECR reads no other secrets than those that are named so.
      {
        namePrefix: "ecr-pullthroughcache/",
        description: `Login of ${args.username}, with which ECR fetches images from Docker Hub`,
      },
      { parent: this },
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-value`,
      {
        secretId: this.secret.id,
        secretString: pulumi.jsonStringify({
          username: args.username,
          accessToken: secretToken(name, args),
        }),
      },
      { parent: this },
    );
    this.rule = new aws.ecr.PullThroughCacheRule(
      name,
      { ecrRepositoryPrefix, upstreamRegistryUrl: "registry-1.docker.io", credentialArn: version.arn },
      { parent: this },
    );
    const { region } = aws.getRegionOutput({}, { parent: this });
    this.address = pulumi.interpolate`${this.rule.registryId}.dkr.ecr.${region}.amazonaws.com/${this.rule.ecrRepositoryPrefix}`;
    this.registerOutputs();
  }
}
