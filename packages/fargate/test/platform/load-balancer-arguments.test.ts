// Proves what a load balancer refuses before anything registers, and in which words.
import { type HttpsArgs, LoadBalancer, type Network } from "../../src/index.ts";
import { itRejects, type Rejection } from "../rejections.ts";
import { type Args, certificateArn, domain } from "./record-load-balancer.ts";

const arn = (id: string) => `arn:aws:acm:us-east-1:123456789012:${id}`;
const long = `${"a".repeat(53)}.example.com`;
const rejected: Rejection<Args>[] = [
  [
    "insecureHttp beside https",
    { https: { certificateArn }, insecureHttp: true },
    ["insecureHttp: must be left out with https, got true; HTTP redirects to HTTPS"],
  ],
  [
    "a certificate that is none, and records for one that exists",
    {
      https: {
        certificateArn: arn("secret/shop"),
        domainName: "Shop",
        hostedZoneId: "Z0SHOP",
        alternativeNames: ["www.example.com"],
      } as HttpsArgs,
    },
    [
      'https.domainName: must be a domain name in lower case such as "shop.example.com", 253 characters at the most, got "Shop"',
      `https.certificateArn: must be the ARN of an ACM certificate, arn:aws:acm:<region>:<account>:certificate/<id>, got "${arn("secret/shop")}"`,
      "https.hostedZoneId: must be left out with certificateArn, got one; the records of that certificate's names are yours to make",
      "https.alternativeNames: must be left out with certificateArn, got one; the records of that certificate's names are yours to make",
    ],
  ],
  [
    "a zone without a domain",
    { https: { hostedZoneId: "Z0SHOP" } as HttpsArgs },
    [
      'https.domainName: must be a domain name in lower case such as "shop.example.com", 64 characters at the most, got nothing',
    ],
  ],
  [
    "a domain without a zone",
    { https: { domainName: "shop.example.com" } as HttpsArgs },
    [
      'https.hostedZoneId: must be the id of the domain\'s public Route 53 zone such as "Z0123456789ABCDEFGHIJ", got nothing; find it with: aws route53 list-hosted-zones',
    ],
  ],
  [
    "a wildcard as the domain, and the name of a zone",
    { https: { domainName: "*.example.com", hostedZoneId: "example.com" } },
    [
      'https.domainName: must be a domain name in lower case such as "shop.example.com", 64 characters at the most, got "*.example.com"',
      'https.hostedZoneId: must be the id of the domain\'s public Route 53 zone such as "Z0123456789ABCDEFGHIJ", got "example.com"; find it with: aws route53 list-hosted-zones',
    ],
  ],
  [
    "a domain of 65 characters",
    { https: { domainName: long, hostedZoneId: "Z0SHOP" } },
    [
      `https.domainName: must be a domain name in lower case such as "shop.example.com", 64 characters at the most, got "${long}"`,
    ],
  ],
  [
    "alternative names that are ill-formed or named twice",
    { https: { ...domain, alternativeNames: ["a.*.example.com", "shop.example.com", "b.de", "b.de"] } },
    [
      'https.alternativeNames[0]: must be a domain name in lower case such as "shop.example.com" or "*.example.com", 253 characters at the most, got "a.*.example.com"',
      'https.alternativeNames[1]: must be named once, got "shop.example.com" again; leave it out',
      'https.alternativeNames[3]: must be named once, got "b.de" again; leave it out',
    ],
  ],
  [
    "100 alternative names",
    { https: { ...domain, alternativeNames: Array.from({ length: 100 }, (_, index) => `s${index}.de`) } },
    ["https.alternativeNames: must be 99 names at the most, got 100; a certificate has 100 with domainName"],
  ],
  [
    "times out of range",
    { insecureHttp: true, idleTimeoutSeconds: 72, accessLogs: { retentionDays: 0 } },
    [
      "accessLogs.retentionDays: must be a whole number from 1 to 3650 days, got 0",
      "idleTimeoutSeconds: must be a whole number from 1 to 71 seconds, less than the 72 for which containers keep idle connections, got 72",
    ],
  ],
];

const ofAws: Rejection<string> = [
  "a name that AWS keeps to itself",
  "internal-lb",
  ['name: must not begin with "internal-", which AWS keeps to itself, got "internal-lb"'],
];

describe("load balancer arguments", () => {
  itRejects(rejected, (args) => new LoadBalancer("lb", { network: {} as Network, ...args }));
  itRejects([ofAws], (name) => new LoadBalancer(name, { network: {} as Network, insecureHttp: true }));
});
