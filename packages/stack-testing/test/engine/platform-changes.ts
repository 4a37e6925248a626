import { type KeyChange, nothing, on, refused, servicesFollow, unread } from "./configuration-changes.ts";
import { networkChanges } from "./network-changes.ts";

const on404 = "from this update until each service is deployed again, every request is answered with 404";

const logBucket = (op: string) =>
  [
    "Bucket",
    "BucketLifecycleConfiguration",
    "BucketOwnershipControls",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketServerSideEncryptionConfiguration",
  ].map((type) => `${op} ${type} lb-access-logs`);
/** Each key of stacks/platform/Pulumi.yaml. */
export const platformChanges: KeyChange[] = [
  ...networkChanges,
  {
    key: "containerInsights",
    meanwhile: nothing,
    cases: [
      on("dev", "enhanced", "update Cluster cluster [settings[0].value]"),
      on(
        "prod",
        "off",
        "update Cluster cluster [settings[0].value]",
        "update Dashboard dashboard [dashboardBody]",
      ),
    ],
  },
  {
    key: "domainName",
    meanwhile: "from HTTP: see below. Another name: the old one leads nowhere from this update on",
    todo: "set it together with hostedZoneId and insecureHttp; another name: tell those who call",
    cases: [
      refused(
        "dev",
        "a.example.com",
        "https.hostedZoneId: must be the id of the domain's public Route 53 zone",
      ),
      on(
        "prod",
        "a.example.com",
        "create Record lb-alias-a.example.com",
        "create Record lb-validation-a.example.com",
        "delete Record lb-alias-shop.example.com",
        "delete Record lb-validation-shop.example.com",
        "replace Certificate lb [domainName]",
        "replace CertificateValidation lb [certificateArn, validationRecordFqdns[0]]",
        "update Listener lb-https [certificateArn]",
      ),
    ],
  },
  {
    key: "hostedZoneId",
    meanwhile: "the name leads nowhere where the old zone answers for it",
    cases: [
      refused("dev", "Z0123456789", "https.domainName: must be"),
      on(
        "prod",
        "Z9876543210",
        "replace CertificateValidation lb [validationRecordFqdns[0]]",
        "replace Record lb-alias-shop.example.com [zoneId]",
        "replace Record lb-validation-shop.example.com [zoneId]",
      ),
    ],
  },
  {
    key: "alternativeNames",
    meanwhile:
      "requests go on; a name that is left out leads nowhere. The Record is replaced in previews only, which cannot know that ACM keeps it",
    cases: [
      refused("dev", ["www.example.com"], "https.domainName: must be"),
      on(
        "prod",
        ["*.shop.example.com"],
        "create Record lb-alias-*.shop.example.com",
        "replace Certificate lb [subjectAlternativeNames[0]]",
        "replace CertificateValidation lb [certificateArn, validationRecordFqdns[0]]",
        "replace Record lb-validation-shop.example.com [name, records[0], type]",
        "update Listener lb-https [certificateArn]",
      ),
    ],
  },
  {
    key: "certificateArn",
    meanwhile: "in place of hostedZoneId: the domain leads nowhere until you have made its records",
    todo: "take hostedZoneId and alternativeNames away with it, then make the records",
    cases: [
      refused("dev", certificate(), "insecureHttp: must be left out with https"),
      refused("prod", certificate(), "https.hostedZoneId: must be left out with certificateArn"),
    ],
  },
  {
    key: "insecureHttp",
    meanwhile: "to HTTPS and back: see below",
    todo: "set it together with domainName and hostedZoneId",
    cases: [
      refused("dev", false, "https: must name a certificate, or insecureHttp must be true"),
      refused("prod", true, "insecureHttp: must be left out with https"),
    ],
  },
  {
    key: "internalLoadBalancer",
    meanwhile: `${on404}; without a domain, url changes`,
    todo: `${servicesFollow}, at once; in prod deploy deletionProtection: false before`,
    cases: [
      on(
        "dev",
        true,
        "replace Listener lb-http [loadBalancerArn]",
        "replace LoadBalancer lb [internal]",
        "update SecurityGroupIngressRule lb-http [cidrIpv4, description]",
      ),
      refused("prod", true, "unable to replace resource"),
    ],
  },
  {
    key: "accessLogs",
    meanwhile: "false deletes the logs",
    todo: "before false, deploy accessLogsForceDestroy: true, or AWS refuses to delete the bucket (BucketNotEmpty)",
    cases: [
      on("dev", true, ...logBucket("create"), "update LoadBalancer lb [accessLogs]"),
      on("prod", false, ...logBucket("delete"), "update LoadBalancer lb [accessLogs]"),
    ],
  },
  {
    key: "accessLogsRetentionDays",
    meanwhile: "fewer days delete older logs",
    cases: [
      ...unread(30, "dev"),
      on("prod", 30, "update BucketLifecycleConfiguration lb-access-logs [rules[0].expiration.days]"),
    ],
  },
  {
    key: "accessLogsForceDestroy",
    meanwhile: nothing,
    cases: [...unread(true, "dev"), on("prod", true, "update Bucket lb-access-logs [forceDestroy]")],
  },
  {
    key: "deletionProtection",
    meanwhile: nothing,
    cases: [
      on("dev", true, "update LoadBalancer lb [enableDeletionProtection]"),
      on("prod", false, "update LoadBalancer lb [enableDeletionProtection]"),
    ],
  },
  {
    key: "alarmEmails",
    meanwhile: nothing,
    todo: "follow the link that AWS sends to each address; one that never did is told nothing, and forgotten only with the topic",
    cases: (["dev", "prod"] as const).map((base) =>
      on(base, ["ops@example.com"], "create TopicSubscription alarms-ops@example.com"),
    ),
  },
  {
    key: "dashboard",
    meanwhile: nothing,
    cases: [
      // The component and what it creates have the same name.
      on("dev", true, "create Dashboard dashboard", "create Dashboard dashboard"),
      on("prod", false, "delete Dashboard dashboard", "delete Dashboard dashboard"),
    ],
  },
  {
    key: "dockerHubUsername",
    meanwhile: "requests go on; after taking it away no task can start until its service is deployed again",
    todo: `set it together with dockerHubToken, then ${servicesFollow}`,
    cases: [
      refused("dev", "example", "docker-hub: the token must be set when the username is"),
      refused("prod", "example", "docker-hub: the token must be set when the username is"),
      on(
        "private",
        "other",
        "replace SecretVersion docker-hub-value [secretString]",
        "update Secret docker-hub [description]",
      ),
      on(
        "private",
        "",
        "delete RegistryCredentials docker-hub",
        "delete Secret docker-hub",
        "delete SecretVersion docker-hub-value",
      ),
    ],
  },
  {
    key: "dockerHubToken",
    meanwhile: nothing,
    cases: [
      ...unread("other", "dev", "prod"),
      on("private", "other", "replace SecretVersion docker-hub-value [secretString]"),
    ],
  },
  {
    key: "imageCache",
    meanwhile: "requests go on; no task can start until its service is deployed again",
    todo: `${servicesFollow}, at once; in an isolated network the cache must stay`,
    cases: [
      refused("dev", true, "username: must be the registry account's name"),
      refused("prod", true, "username: must be the registry account's name"),
      on(
        "private",
        true,
        "create ImageCache docker-hub",
        "create PullThroughCacheRule docker-hub",
        "create Secret docker-hub",
        "create SecretVersion docker-hub-value",
        "delete RegistryCredentials docker-hub",
        "delete Secret docker-hub",
        "delete SecretVersion docker-hub-value",
      ),
    ],
  },
];

function certificate(): string {
  return "arn:aws:acm:ap-northeast-2:123456789012:certificate/0a1b";
}
