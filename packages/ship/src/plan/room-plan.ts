import type { DatabasePlan, IngressPlan, LogGroupPlan, RolePlan } from "./stack-plan.ts";
import type { StackResources } from "./stack-resources.ts";

interface DatabaseInputs {
  engine: string;
  engineVersion: string;
  instanceClass: string;
  allocatedStorage: number;
  storageType: string;
  multiAz: boolean;
  publiclyAccessible: boolean;
  backupRetentionPeriod: number;
  deletionProtection: boolean;
}

/** Every RDS instance. */
export function planDatabases(resources: StackResources): DatabasePlan[] {
  return resources.ofType<DatabaseInputs>("aws:rds/instance:Instance").map(({ name, inputs }) => ({
    name,
    engine:
      `${inputs.engine === "postgres" ? "PostgreSQL" : inputs.engine} ${inputs.engineVersion ?? ""}`.trim(),
    instanceClass: inputs.instanceClass ?? "",
    storage: `${inputs.allocatedStorage} GiB ${inputs.storageType ?? ""}`.trim(),
    multiAz: inputs.multiAz ?? false,
    publiclyAccessible: inputs.publiclyAccessible ?? false,
    backupRetentionDays: inputs.backupRetentionPeriod ?? 0,
    deletionProtection: inputs.deletionProtection ?? false,
  }));
}

interface RuleInputs {
  securityGroupId: string;
  referencedSecurityGroupId: string;
  cidrIpv4: string;
  cidrIpv6: string;
  prefixListId: string;
  ipProtocol: string;
  fromPort: number;
  toPort: number;
  description: string;
}

interface InlineRule {
  protocol: string;
  fromPort: number;
  toPort: number;
  cidrBlocks?: string[];
  ipv6CidrBlocks?: string[];
  securityGroups?: string[];
  description?: string;
}

/** Who may come into which security group, through rules of their own or written into the group. */
export function planIngress(resources: StackResources): IngressPlan[] {
  const nameOf = (id: string | undefined) =>
    resources.find("aws:ec2/securityGroup:SecurityGroup", id)?.name ?? id ?? "";
  const inline = resources
    .ofType<{ ingress: InlineRule[] }>("aws:ec2/securityGroup:SecurityGroup")
    .flatMap(({ outputs, inputs }) =>
      (inputs.ingress ?? []).flatMap((rule) => separate(rule, String(outputs.id))),
    );
  const rules = resources
    .ofType<RuleInputs>("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    .map(({ inputs }) => inputs);
  return [...rules, ...inline]
    .map((inputs) => {
      const range = inputs.cidrIpv4 ?? inputs.cidrIpv6;
      return {
        securityGroup: nameOf(inputs.securityGroupId),
        ports: describePorts(inputs),
        from: range ?? inputs.prefixListId ?? nameOf(inputs.referencedSecurityGroupId),
        description: inputs.description ?? "",
        openToTheWorld: range === "0.0.0.0/0" || range === "::/0",
      };
    })
    .toSorted(
      (one, two) => one.securityGroup.localeCompare(two.securityGroup) || one.ports.localeCompare(two.ports),
    );
}

function separate(rule: InlineRule, securityGroupId: string): Partial<RuleInputs>[] {
  const { protocol, fromPort, toPort, description } = rule;
  const common = {
    securityGroupId,
    ipProtocol: protocol,
    fromPort,
    toPort,
    ...(description && { description }),
  };
  return [
    ...(rule.cidrBlocks ?? []).map((cidrIpv4) => ({ ...common, cidrIpv4 })),
    ...(rule.ipv6CidrBlocks ?? []).map((cidrIpv6) => ({ ...common, cidrIpv6 })),
    ...(rule.securityGroups ?? []).map((referencedSecurityGroupId) => ({
      ...common,
      referencedSecurityGroupId,
    })),
  ];
}

function describePorts({ ipProtocol, fromPort, toPort }: Partial<RuleInputs>): string {
  if (ipProtocol === "-1") return "everything";
  return `${ipProtocol} ${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`;
}

/** Names of the secrets, never their values. */
export function planSecrets(resources: StackResources): string[] {
  return resources.ofType("aws:secretsmanager/secret:Secret").map(({ name }) => name);
}

/** Every log group with how long it keeps what it gets. */
export function planLogGroups(resources: StackResources): LogGroupPlan[] {
  return resources
    .ofType<{ retentionInDays: number }>("aws:cloudwatch/logGroup:LogGroup")
    .map(({ name, inputs }) => ({ name, retentionDays: inputs.retentionInDays ?? 0 }));
}

/** Every role with what its own policies allow. */
export function planRoles(resources: StackResources): RolePlan[] {
  const policies = resources.ofType<{ role: string; policy: unknown }>("aws:iam/rolePolicy:RolePolicy");
  const attached = resources.ofType<{ role: string; policyArn: string }>(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  );
  return resources.ofType("aws:iam/role:Role").map(({ name, outputs }) => {
    const isOfRole = (entry: { inputs: { role?: string } }) =>
      entry.inputs.role === outputs.id || entry.inputs.role === outputs.arn;
    const actions = [
      ...policies.filter(isOfRole).flatMap(({ inputs }) => actionsOf(inputs.policy)),
      ...attached.filter(isOfRole).map(({ inputs }) => inputs.policyArn?.split("/").at(-1) ?? ""),
    ];
    return { name, actions: [...new Set(actions)].sort() };
  });
}

function actionsOf(policy: unknown): string[] {
  const document =
    typeof policy === "string" && policy.startsWith("{") ? (JSON.parse(policy) as unknown) : policy;
  const { Statement = [] } = (typeof document === "object" ? document : {}) as {
    Statement?: { Action?: string | string[] }[];
  };
  return [Statement].flat().flatMap(({ Action = [] }) => Action);
}
