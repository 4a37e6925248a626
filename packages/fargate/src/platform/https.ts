import type * as pulumi from "@pulumi/pulumi";
import { checkDomainName } from "../validation/domain-names.ts";
import { got, type Problem } from "../validation/problem.ts";

/** Where the certificate of the HTTPS listener comes from. */
export type HttpsArgs = ExistingCertificateArgs | DomainArgs;

/** A certificate that exists. The records that lead its domain to the load balancer are the caller's. */
export interface ExistingCertificateArgs {
  /**
   * ARN of an ACM certificate in the load balancer's region (one of CloudFront's, in us-east-1, will not do elsewhere).
   * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
   */
  certificateArn: pulumi.Input<string>;
  /** Domain that `url` names, a plain value; left out, `url` has the load balancer's own name, which no certificate covers. */
  domainName?: string;
}

/** A certificate that is created here, and a domain that leads to the load balancer. Names are plain values. */
export interface DomainArgs {
  /**
   * Domain of the certificate and of `url`, 64 characters at the most.
   * https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html
   */
  domainName: string;
  /**
   * Public Route 53 zone of all the names: gets the records that prove to ACM that they are yours, and their aliases.
   * https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
   */
  hostedZoneId: pulumi.Input<string>;
  /**
   * More names of the certificate that lead here too, 99 at the most; `*.example.com` stands for one label. More than 9
   * need a higher quota of ACM. https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
   * @default []
   */
  alternativeNames?: string[];
}

/** Whether the certificate exists already. */
export function isExistingCertificate(https: HttpsArgs): https is ExistingCertificateArgs {
  return "certificateArn" in https && https.certificateArn !== undefined;
}

/** Checks where a certificate comes from; paths start below `https`. */
export function checkHttps(https: HttpsArgs): Problem[] {
  return isExistingCertificate(https) ? checkExistingCertificate(https) : checkDomain(https);
}

const certificateArnPattern = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/;

function checkExistingCertificate(https: ExistingCertificateArgs & Partial<DomainArgs>): Problem[] {
  const { certificateArn, domainName } = https;
  const problems = domainName === undefined ? [] : checkDomainName("domainName", domainName);
  if (typeof certificateArn === "string" && !certificateArnPattern.test(certificateArn)) {
    const example = "arn:aws:acm:<region>:<account>:certificate/<id>";
    problems.push({
      propertyPath: "certificateArn",
      reason: `must be the ARN of an ACM certificate, ${example}, got ${got(certificateArn)}`,
    });
  }
  for (const field of ["hostedZoneId", "alternativeNames"] as const) {
    if (https[field] === undefined) continue;
    problems.push({
      propertyPath: field,
      reason:
        "must be left out with certificateArn, got one; the records of that certificate's names are yours to make",
    });
  }
  return problems;
}

function checkDomain({ domainName, hostedZoneId, alternativeNames = [] }: DomainArgs): Problem[] {
  const problems = checkDomainName("domainName", domainName, { longest: 64 });
  if (
    hostedZoneId === undefined ||
    (typeof hostedZoneId === "string" && !/^Z[A-Z0-9]+$/.test(hostedZoneId))
  ) {
    problems.push({
      propertyPath: "hostedZoneId",
      reason: `must be the id of the domain's public Route 53 zone such as "Z0123456789ABCDEFGHIJ", got ${got(hostedZoneId)}; find it with: aws route53 list-hosted-zones`,
    });
  }
  if (alternativeNames.length > 99) {
    problems.push({
      propertyPath: "alternativeNames",
      reason: `must be 99 names at the most, got ${alternativeNames.length}; a certificate has 100 with domainName`,
    });
  }
  for (const [index, name] of alternativeNames.entries()) {
    const path = `alternativeNames[${index}]`;
    problems.push(...checkDomainName(path, name, { wildcard: true }));
    if (name === domainName || alternativeNames.indexOf(name) < index) {
      problems.push({
        propertyPath: path,
        reason: `must be named once, got ${got(name)} again; leave it out`,
      });
    }
  }
  return problems;
}
