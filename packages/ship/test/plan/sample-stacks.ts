import type { EvaluatedStack, RegisteredResource } from "@starter/stack-testing";
import type { ContainerDefinition } from "../../src/provider-inputs.ts";
import { resource, serviceResources, stack } from "../local/stack-fixture.ts";

const ecsAndListener = [
  resource(
    "aws:ecs/cluster:Cluster",
    "main",
    { settings: [{ name: "containerInsights", value: "disabled" }] },
    { name: "main" },
  ),
  resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "main", {
    clusterName: "main",
    capacityProviders: ["FARGATE", "FARGATE_SPOT"],
  }),
  resource("aws:lb/loadBalancer:LoadBalancer", "lb", {}),
  resource("aws:lb/listener:Listener", "lb-http", {
    loadBalancerArn: "arn:aws:lb/loadBalancer:LoadBalancer/lb",
    port: 80,
    protocol: "HTTP",
  }),
];

/** A platform in the default VPC whose load balancer is open to the world. */
export const platformStack: EvaluatedStack = stack("platform", [
  ...ecsAndListener,
  resource("aws:ec2/securityGroup:SecurityGroup", "lb", { vpcId: "vpc-default" }, { id: "sg-lb" }),
  resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "lb-from-internet", {
    securityGroupId: "sg-lb",
    cidrIpv4: "0.0.0.0/0",
    ipProtocol: "tcp",
    fromPort: 80,
    toPort: 80,
    description: "HTTP from the internet",
  }),
]);

/** `docker.io/unreleased/…` as the components name it. */
export function unreleased(repository: string): string {
  return `docker.io/unreleased/${repository}@sha256:${"0".repeat(64)}`;
}

/** A service with a sidecar, a step before it, a route and a database; its app was released, its sidecar was not. */
export function shopStack(name = "shop", priority = 100): EvaluatedStack {
  const released = `docker.io/acme/${name}@sha256:${"ab".repeat(32)}`;
  const http = (port: number, path: string) => ({
    command: [
      "CMD",
      "bash",
      "-c",
      `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 2 _ s _ <&3 && [ "$s" = 200 ]`,
    ],
    interval: 5,
    timeout: 2,
    retries: 3,
    startPeriod: 30,
  });
  const containers = [
    {
      name: "nginx",
      image: unreleased(`${name}-nginx`),
      dependsOn: [{ containerName: "app", condition: "HEALTHY" as const }],
      portMappings: [{ containerPort: 8081 }],
    },
    {
      name: "app",
      image: released,
      dependsOn: [{ containerName: "migrate", condition: "SUCCESS" as const }],
      portMappings: [{ containerPort: 8080 }],
      healthCheck: http(8080, "/livez"),
    },
    { name: "migrate", image: released, command: ["node", "main.mjs", "migrate"], essential: false },
  ];
  const [definition, service] = serviceResources(name, containers, {
    desiredCount: 2,
    capacityProviderStrategies: [{ capacityProvider: "FARGATE" }],
    loadBalancers: [
      {
        targetGroupArn: `arn:aws:lb/targetGroup:TargetGroup/${name}`,
        containerName: "nginx",
        containerPort: 8081,
      },
    ],
    serviceConnectConfiguration: { services: [{ clientAlias: [{ dnsName: name, port: 80 }] }] },
  });
  if (definition === undefined || service === undefined) throw new Error("no service in the fixture");
  Object.assign(definition.inputs, {
    cpu: "256",
    memory: "512",
    runtimePlatform: { cpuArchitecture: "ARM64" },
  });
  return stack(name, [
    { ...resource("test:index:Room", name, {}), custom: false },
    resource("aws:cloudwatch/logGroup:LogGroup", `${name}-app`, { retentionInDays: 30 }),
    resource("aws:cloudwatch/logGroup:LogGroup", `${name}-nginx`, { retentionInDays: 30 }),
    resource("aws:cloudwatch/logGroup:LogGroup", `${name}-audit`, {}),
    resource("aws:iam/role:Role", `${name}-execution`, {}),
    resource("aws:iam/role:Role", `${name}-task`, {}),
    resource("aws:iam/rolePolicy:RolePolicy", `${name}-execution`, {
      role: `${name}-execution`,
      policy: JSON.stringify({
        Statement: [{ Action: ["logs:PutLogEvents", "logs:CreateLogStream"] }, { Action: "s3:GetObject" }],
      }),
    }),
    resource("aws:secretsmanager/secret:Secret", `${name}-password`, {}),
    {
      ...resource("aws:secretsmanager/secretVersion:SecretVersion", `${name}-password`, {
        secretId: `${name}-password`,
        secretString: "hunter2hunter2",
      }),
      secretPaths: ["secretString"],
    },
    resource("aws:ec2/securityGroup:SecurityGroup", name, { vpcId: "vpc-1" }, { id: `sg-${name}` }),
    resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", `${name}-from-lb`, {
      securityGroupId: `sg-${name}`,
      referencedSecurityGroupId: "sg-lb",
      ipProtocol: "tcp",
      fromPort: 8081,
      toPort: 8081,
      description: "From the load balancer",
    }),
    resource("aws:lb/targetGroup:TargetGroup", name, { healthCheck: { path: "/readyz" } }),
    resource("aws:lb/listenerRule:ListenerRule", name, {
      listenerArn: "listener",
      priority,
      conditions: [
        { pathPattern: { values: ["/shop*", "/cart*"] } },
        { hostHeader: { values: ["example.com"] } },
      ],
      actions: [{ type: "forward", targetGroupArn: `arn:aws:lb/targetGroup:TargetGroup/${name}` }],
    }),
    resource("aws:rds/instance:Instance", `${name}-database`, {
      engine: "postgres",
      engineVersion: "18",
      instanceClass: "db.t4g.micro",
      allocatedStorage: 20,
      storageType: "gp3",
      backupRetentionPeriod: 1,
      deletionProtection: true,
    }),
    definition,
    service,
  ]);
}

/** A stack's job on Spot, with a step before it; `schedule` says when it starts. */
export function jobResources(
  name: string,
  schedule?: { expression: string; timezone?: string; state?: string },
): RegisteredResource[] {
  const image = `docker.io/acme/${name}@sha256:${"cd".repeat(32)}`;
  const containers: ContainerDefinition[] = [
    {
      name: "app",
      image,
      command: ["node", "main.mjs", "clean-up"],
      dependsOn: [{ containerName: "check", condition: "SUCCESS" }],
    },
    { name: "check", image, command: ["node", "main.mjs", "check"], essential: false },
  ];
  const definition = resource("aws:ecs/taskDefinition:TaskDefinition", name, {
    cpu: "512",
    memory: "1024",
    runtimePlatform: { cpuArchitecture: "ARM64" },
    containerDefinitions: JSON.stringify(containers),
  });
  if (schedule === undefined) return [definition];
  const { expression, timezone = "UTC", state = "ENABLED" } = schedule;
  return [
    definition,
    resource("aws:scheduler/schedule:Schedule", name, {
      scheduleExpression: expression,
      scheduleExpressionTimezone: timezone,
      state,
      target: {
        ecsParameters: {
          taskDefinitionArn: definition.outputs.arn,
          capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT" }],
        },
      },
    }),
  ];
}
