import { standInArn } from "../../../stand-in-resources.ts";
import type { StandInAccount } from "../account.ts";
import { type Properties, type Request, type Subjects, valuesAt } from "../subject.ts";

/**
 * Names by which others find something, and what proves them. What replaces a resource:
 * https://www.pulumi.com/registry/packages/aws/api-docs/servicediscovery/httpnamespace/
 * https://www.pulumi.com/registry/packages/aws/api-docs/acm/ and https://www.pulumi.com/registry/packages/aws/api-docs/route53/record/
 */
export const naming: Subjects = {
  "aws:servicediscovery/httpNamespace:HttpNamespace": {
    physicalName: { property: "name", longest: 1024, taken: "NamespaceAlreadyExists" },
    replacedBy: ["name", "description"],
  },
  "aws:acm/certificate:Certificate": {
    replacedBy: "every input but tags",
    answer: ({ region, digits }) => {
      const arn = standInArn("acm", region, `certificate/${digits(32)}`);
      return { id: arn, arn };
    },
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    replacedBy: ["certificateArn", "validationRecordFqdns"],
    refuse: refuseUnprovenNames,
  },
  "aws:route53/record:Record": {
    replacedBy: ["name", "zoneId"],
    answer: ({ inputs }) => ({ id: `${inputs.zoneId}_${inputs.name}_${inputs.type}` }),
  },
};

/** ACM issues a certificate once it finds its records: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html */
function refuseUnprovenNames({ account, inputs: { certificateArn } }: Request): void {
  const certificate = account
    .resources("aws:acm/certificate:Certificate")
    .find(({ id }) => id === certificateArn);
  const records = account.resources("aws:route53/record:Record").map(({ state }) => state.name);
  const missing = valuesAt(certificate?.state, "domainValidationOptions.resourceRecordName").find(
    (name) => !records.includes(name),
  );
  if (certificate !== undefined && missing === undefined) return;
  throw new Error(
    `waiting for ACM Certificate (${certificateArn}) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION')`,
  );
}

/** Throws where a function finds nothing. */
export const refusedCalls: Record<string, (account: StandInAccount, inputs: Properties) => void> = {
  // ECS registers Service Connect's servers in their namespace:
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
  "aws:servicediscovery/getService:getService": (account, { name, namespaceId }) => {
    const found = account.resources("aws:ecs/service:Service").some(({ state }) => {
      const [namespace] = valuesAt(state, "serviceConnectConfiguration.namespace");
      const names = valuesAt(state, "serviceConnectConfiguration.services.discoveryName");
      return String(namespace).endsWith(`/${namespaceId}`) && names.includes(name);
    });
    if (!found) throw new Error("no matching Service Discovery Service found");
  },
};
