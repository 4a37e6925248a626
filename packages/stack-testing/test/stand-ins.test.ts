// The form of the stand-in answers on which programs and `ship` rely. That AWS answers in this form is not proven.
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { recordRegistrations } from "../src/index.ts";
import { answerResource } from "../src/stand-in-resources.ts";

describe("stand-in answers", () => {
  const answer = (type: string, inputs: Record<string, unknown> = {}) =>
    answerResource({ type, name: "shop", inputs, region: "eu-west-1" });

  it("gives a database its address, endpoint and managed secret", () => {
    const { address, endpoint, masterUserSecrets } = answer("aws:rds/instance:Instance", {
      port: 5433,
      manageMasterUserPassword: true,
    });
    assert.deepEqual(
      { address, endpoint, masterUserSecrets },
      {
        address: "shop.stand-in.eu-west-1.rds.amazonaws.com",
        endpoint: "shop.stand-in.eu-west-1.rds.amazonaws.com:5433",
        masterUserSecrets: [
          {
            secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret/rds-shop",
            secretStatus: "active",
          },
        ],
      },
    );
  });

  it("gives an own VPC the subnets that its layout asks for, in each zone", () => {
    const { publicSubnetIds, privateSubnetIds, isolatedSubnetIds } = answer("awsx:ec2:Vpc", {
      numberOfAvailabilityZones: 2,
      subnetSpecs: [{ type: "Public" }, { type: "Isolated" }],
    });
    assert.deepEqual(
      { publicSubnetIds, privateSubnetIds, isolatedSubnetIds },
      {
        publicSubnetIds: ["subnet-shop-public-1", "subnet-shop-public-2"],
        privateSubnetIds: [],
        isolatedSubnetIds: ["subnet-shop-isolated-1", "subnet-shop-isolated-2"],
      },
    );
  });

  it("names a task definition by its family, with a revision", () => {
    const { id, arn } = answer("aws:ecs/taskDefinition:TaskDefinition", { family: "shop-dev" });
    assert.deepEqual(
      { id, arn },
      { id: "shop-dev", arn: "arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-dev:1" },
    );
  });

  it("asks for one validation record for each name of a certificate, a wildcard's being its domain's", () => {
    const proof = (domainName: string) => ({
      domainName,
      resourceRecordName: "_stand-in.example.com.",
      resourceRecordType: "CNAME",
      resourceRecordValue: "_example.com.acm-validations.aws.",
    });
    const { domainValidationOptions } = answer("aws:acm/certificate:Certificate", {
      domainName: "example.com",
      subjectAlternativeNames: ["*.example.com"],
    });
    assert.deepEqual(domainValidationOptions, [proof("example.com"), proof("*.example.com")]);
  });

  it("names a bucket and its ARN without a region", () => {
    const { id, bucket, arn } = answer("aws:s3/bucket:Bucket");
    assert.deepEqual([id, bucket, arn], ["shop", "shop", "arn:aws:s3:::shop"]);
  });

  it("keeps the inputs of a resource among its outputs", () => {
    assert.equal(answer("aws:ecs/service:Service", { desiredCount: 3 }).desiredCount, 3);
  });

  it("finds a default VPC with subnets in three zones", async () => {
    const { outputs } = await recordRegistrations(
      () => {
        const vpc = aws.ec2.getVpcOutput({ default: true });
        const { ids } = aws.ec2.getSubnetsOutput({ filters: [{ name: "vpc-id", values: [vpc.id] }] });
        const zones = ids.apply((all) =>
          pulumi.all(all.map((id) => aws.ec2.getSubnetOutput({ id }).availabilityZone)),
        );
        return { cidrBlock: vpc.cidrBlock, zones };
      },
      { region: "eu-west-1" },
    );
    assert.deepEqual(outputs, {
      cidrBlock: "172.31.0.0/16",
      zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    });
  });

  it("renders a policy document", async () => {
    const { outputs } = await recordRegistrations(() => ({
      json: aws.iam.getPolicyDocumentOutput({
        statements: [
          {
            actions: ["sts:AssumeRole"],
            principals: [{ type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] }],
            conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] }],
          },
        ],
      }).json,
    }));
    assert.deepEqual(JSON.parse(String(outputs.json)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: ["ecs-tasks.amazonaws.com"] },
          Action: ["sts:AssumeRole"],
          Condition: { StringEquals: { "aws:SourceAccount": ["1"] } },
        },
      ],
    });
  });
});
