import type { Mutation } from "../mutation.ts";

const service = "packages/fargate/src/service";
const platform = "packages/fargate/src/platform";

/** What must be there first, and is deleted last. */
export const edges: readonly Mutation[] = [
  {
    name: "service-before-its-rule",
    why: "ECS refuses a service whose target group hangs on no listener",
    file: `${service}/fargate-service.ts`,
    from: "        ...(route === undefined ? [] : [route.listenerRule]),\n",
    to: "",
  },
  {
    name: "service-before-its-rights",
    why: "the first tasks fail to read their secrets and the deployment is rolled back",
    file: `${service}/fargate-service.ts`,
    from: "        roles.executionPolicy,\n",
    to: "",
  },
  {
    name: "service-before-its-logs",
    why: "a task whose log group is missing does not start, and one that stops last loses its last lines",
    file: `${service}/fargate-service.ts`,
    from: "        ...Object.values(this.logGroups),\n",
    to: "",
  },
  {
    name: "service-before-open-doors",
    why: "health checks fail until the rules are there, and tasks are killed meanwhile",
    file: `${service}/fargate-service.ts`,
    from: "        ...firewall.rules,\n",
    to: "",
  },
  {
    name: "service-before-the-database-admits-it",
    why: "the migration of the first deployment cannot connect",
    file: `${service}/task-firewall.ts`,
    from: "if (database !== undefined) rules.push(database.admit(name, securityGroup.id, parent));",
    to: "database?.admit(name, securityGroup.id, parent);",
  },
  {
    name: "redirect-before-https",
    why: "people are sent to a port that nobody listens on",
    file: `${platform}/load-balancer.ts`,
    from: "redirectToHttps, [\n        this.listener,\n      ]);",
    to: "redirectToHttps);",
  },
  {
    name: "https-before-the-certificate-is-valid",
    why: "Elastic Load Balancing refuses a listener with a certificate that ACM has not issued",
    file: `${platform}/load-balancer.ts`,
    from: "this.certificate?.validation.certificateArn",
    to: "this.certificate?.certificate.arn",
  },
  {
    name: "load-balancer-before-its-log-bucket-admits-it",
    why: "AWS refuses access logs to a bucket it cannot write to",
    file: `${platform}/load-balancer.ts`,
    from: "dependsOn: [...firewallRules, ...(this.accessLogs === undefined ? [] : [this.accessLogs.policy])],",
    to: "dependsOn: firewallRules,",
  },
  {
    name: "load-balancer-before-its-firewall",
    why: "it answers nobody at first, and a failed rule leaves it behind",
    file: `${platform}/load-balancer.ts`,
    from: "dependsOn: [...firewallRules, ...",
    to: "dependsOn: [...",
  },
  {
    name: "bucket-policy-beside-the-access-block",
    why: "S3 refuses two changes of a bucket's access at once, now and then",
    file: `${platform}/access-logs.ts`,
    from: "{ parent, dependsOn: publicAccessBlock }",
    to: "{ parent }",
  },
  {
    name: "endpoints-before-their-rule",
    why: "tasks of an isolated network cannot pull images until the rule is there",
    file: `${platform}/endpoints.ts`,
    from: "{ parent, dependsOn: [rule] }",
    to: "{ parent }",
  },
  {
    name: "flow-log-before-its-rights",
    why: "the first records, and the last, are lost",
    file: `${platform}/flow-logs.ts`,
    from: "      dependsOn: [policy],\n",
    to: "",
  },
  {
    name: "flow-log-beside-its-successor",
    why: "AWS refuses a second flow log to the same place, so that a changed kind of traffic fails",
    file: `${platform}/flow-logs.ts`,
    from: "      deleteBeforeReplace: true,\n",
    to: "",
  },
  {
    name: "cluster-deleted-with-the-rest",
    why: "pulumi destroy of a platform that services still use takes away what they need before AWS refuses",
    file: "stacks/platform/index.ts",
    from: "    dependsOn: [network, loadBalancer, registryCredentials, imageCache].filter((part) => part !== undefined),\n",
    to: "",
  },
  {
    name: "network-moves-under-services",
    why: "another kind of network replaces the load balancer and everything under the services, by one word of configuration",
    file: "stacks/platform/index.ts",
    from: "await stayInPlace(readNetworkConfig(config))",
    to: "readNetworkConfig(config)",
  },
  {
    name: "secret-referred-to-before-its-value",
    why: "a task that starts before the secret has a value fails to start",
    file: "packages/fargate/src/secret/generated-secret.ts",
    from: "this.reference = { arn: version.arn };",
    to: "this.reference = { arn: this.secret.arn };",
  },
  {
    name: "registry-login-before-its-value",
    why: "a task cannot pull its image with a login that has no value yet",
    file: `${platform}/registry-credentials.ts`,
    from: "this.arn = version.arn;",
    to: "this.arn = this.secret.arn;",
  },
  {
    name: "image-cache-before-its-login",
    why: "ECR refuses a rule whose secret has no value",
    file: `${platform}/image-cache.ts`,
    from: "credentialArn: version.arn",
    to: "credentialArn: this.secret.arn",
  },
];
