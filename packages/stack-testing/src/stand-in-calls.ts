import { standInAccountId, standInArn } from "./stand-in-resources.ts";

/** A call of a provider's function, for example `aws:ec2/getVpc:getVpc`. */
export interface CallRequest {
  token: string;
  inputs: Record<string, unknown>;
  region: string;
}

/** What a provider's function returns. */
export type CallAnswer = (request: CallRequest) => Record<string, unknown>;

/** The stand-in answer to a function call; a function without one is an error that names it. */
export function answerCall(request: CallRequest): Record<string, unknown> {
  const answer = answers[request.token];
  if (answer === undefined) {
    throw new Error(
      `function ${request.token}: has no stand-in answer, so the program cannot be evaluated without AWS; ` +
        "pass the value as configuration, or add an answer to packages/stack-testing/src/stand-in-calls.ts",
    );
  }
  return answer(request);
}

const defaultVpcId = "vpc-default";
const defaultCidrBlock = "172.31.0.0/16";
/** A subnet whose 17 digits begin with the 8 of a VPC lies in it. */
const vpcOfSubnet = (id: string) => {
  const [, digits] = /^subnet-([0-9a-f]{8})[0-9a-f]{9}$/.exec(id) ?? [];
  return digits === undefined ? defaultVpcId : `vpc-${digits}`;
};
const zoneNames = (region: string) => ["a", "b", "c"].map((zone) => `${region}${zone}`);

const answers: Record<string, CallAnswer> = {
  "aws:index/getRegion:getRegion": ({ inputs, region }) => {
    const name = inputs.region ?? region;
    return {
      id: name,
      name,
      region: name,
      description: `Stand-in (${name})`,
      endpoint: `ec2.${name}.amazonaws.com`,
    };
  },
  "aws:index/getCallerIdentity:getCallerIdentity": ({ region }) => ({
    id: standInAccountId,
    accountId: standInAccountId,
    userId: "AIDASTANDIN",
    arn: standInArn("iam", region, "user/stand-in"),
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": ({ region }) => ({
    id: region,
    names: zoneNames(region),
    zoneIds: zoneNames(region).map((name) => `${name}-id`),
  }),
  "aws:ec2/getVpc:getVpc": ({ inputs, region }) => {
    const id = inputs.id ?? defaultVpcId;
    return {
      id,
      arn: standInArn("ec2", region, `vpc/${id}`),
      cidrBlock: inputs.cidrBlock ?? defaultCidrBlock,
      default: inputs.default ?? id === defaultVpcId,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      ownerId: standInAccountId,
    };
  },
  "aws:ec2/getSubnets:getSubnets": ({ region }) => ({
    id: region,
    ids: ["subnet-default-1", "subnet-default-2", "subnet-default-3"],
  }),
  "aws:ec2/getSubnet:getSubnet": ({ inputs, region }) => {
    const id = String(inputs.id ?? "subnet-default-1");
    // subnet-…-2 is in the second zone, so that checks for two zones have something to read.
    const zone = (Number(/(\d+)$/.exec(id)?.[1] ?? 1) - 1) % 3;
    return {
      id,
      arn: standInArn("ec2", region, `subnet/${id}`),
      vpcId: inputs.vpcId ?? vpcOfSubnet(id),
      availabilityZone: zoneNames(region)[zone],
      cidrBlock: `172.31.${zone * 16}.0/20`,
      mapPublicIpOnLaunch: true,
    };
  },
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ inputs, region }) => ({
    id: "pl-00000000",
    name: inputs.name ?? "stand-in",
    arn: standInArn("ec2", region, "prefix-list/pl-00000000"),
    addressFamily: "IPv4",
    maxEntries: 1,
    entries: [],
  }),
  "aws:servicediscovery/getService:getService": ({ inputs, region }) => {
    const id = `srv-${inputs.name}`;
    return { id, name: inputs.name, arn: standInArn("servicediscovery", region, `service/${id}`) };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": ({ inputs }) => {
    const json = JSON.stringify(policyDocument(inputs));
    return { id: "stand-in", json, minifiedJson: json };
  },
  "aws:secretsmanager/getRandomPassword:getRandomPassword": ({ inputs }) => ({
    id: "stand-in",
    randomPassword: "stand-in-".padEnd(Number(inputs.passwordLength ?? 32), "0"),
  }),
};

interface PolicyStatement {
  sid?: string;
  effect?: string;
  actions?: string[];
  resources?: string[];
  principals?: { type: string; identifiers: string[] }[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

function policyDocument(inputs: Record<string, unknown>): object {
  const statements = (inputs.statements ?? []) as PolicyStatement[];
  return {
    Version: inputs.version ?? "2012-10-17",
    Statement: statements.map((statement) => ({
      ...(statement.sid && { Sid: statement.sid }),
      Effect: statement.effect ?? "Allow",
      ...(statement.principals && {
        Principal: Object.fromEntries(
          statement.principals.map(({ type, identifiers }) => [type, identifiers]),
        ),
      }),
      ...(statement.actions && { Action: statement.actions }),
      ...(statement.resources && { Resource: statement.resources }),
      ...(statement.conditions && {
        Condition: statement.conditions.reduce<Record<string, Record<string, string[]>>>((all, condition) => {
          all[condition.test] = { ...all[condition.test], [condition.variable]: condition.values };
          return all;
        }, {}),
      }),
    })),
  };
}
