import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import { withoutWildcard } from "../validation/domain-names.ts";
import type { DomainArgs } from "./https.ts";

/** A certificate and the proof that its names are ours. */
export interface ValidatedCertificate {
  certificate: aws.acm.Certificate;
  /** Ends when ACM has issued the certificate; its `certificateArn` is what a listener takes. */
  validation: aws.acm.CertificateValidation;
}

/**
 * Creates an ACM certificate and the DNS records by which ACM issues and renews it.
 * https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export function createCertificate(
  name: string,
  args: DomainArgs,
  parent: pulumi.Resource,
): ValidatedCertificate {
  const { domainName, hostedZoneId, alternativeNames = [] } = args;
  const certificate = new aws.acm.Certificate(
    name,
    { domainName, subjectAlternativeNames: alternativeNames, validationMethod: "DNS" },
    { parent },
  );
  // A wildcard has the record of the domain it stands in.
  const provenNames = new Set([domainName, ...alternativeNames].map(withoutWildcard));
  const records = [...provenNames].map((provenName) => {
    const proof = certificate.domainValidationOptions.apply((options) => findProof(options, provenName));
    return new aws.route53.Record(
      `${name}-validation-${provenName}`,
      {
        zoneId: hostedZoneId,
        name: proof.resourceRecordName,
        type: proof.resourceRecordType,
        records: [proof.resourceRecordValue],
        ttl: 300,
        // ACM asks for the same record for every certificate that an account has for a name.
        allowOverwrite: true,
      },
      { parent },
    );
  });
  const validation = new aws.acm.CertificateValidation(
    name,
    { certificateArn: certificate.arn, validationRecordFqdns: records.map(({ fqdn }) => fqdn) },
    {
      parent,
      customTimeouts: { create: `${defaults.loadBalancer.certificateTimeoutMinutes}m` },
    },
  );
  return { certificate, validation };
}

type Proof = aws.types.output.acm.CertificateDomainValidationOption;

function findProof(proofs: Proof[], provenName: string): Proof {
  const proof = proofs.find(({ domainName }) => withoutWildcard(domainName) === provenName);
  if (proof !== undefined) return proof;
  throw new pulumi.RunError(
    `the certificate must come with a validation record for ${provenName}, got none from ACM; deploy again, or pass certificateArn`,
  );
}
