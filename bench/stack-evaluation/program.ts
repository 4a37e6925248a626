// The program that both modes run: a network, a cluster, a load balancer and a service, without anything that only one
// of the modes understands.
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

const vpc = new awsx.ec2.Vpc("network", { natGateways: { strategy: "None" } });

const lbSecurityGroup = new aws.ec2.SecurityGroup("lb", { vpcId: vpc.vpcId, description: "load balancer" });
new aws.vpc.SecurityGroupIngressRule("lb-from-internet", {
  securityGroupId: lbSecurityGroup.id,
  cidrIpv4: "0.0.0.0/0",
  ipProtocol: "tcp",
  fromPort: 80,
  toPort: 80,
});
const loadBalancer = new aws.lb.LoadBalancer("lb", {
  subnets: vpc.publicSubnetIds,
  securityGroups: [lbSecurityGroup.id],
});
const listener = new aws.lb.Listener("http", {
  loadBalancerArn: loadBalancer.arn,
  port: 80,
  defaultActions: [
    { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } },
  ],
});

const cluster = new aws.ecs.Cluster("cluster", {
  settings: [{ name: "containerInsights", value: "disabled" }],
});
new aws.ecs.ClusterCapacityProviders("cluster", {
  clusterName: cluster.name,
  capacityProviders: ["FARGATE"],
});

const assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "ecs-tasks.amazonaws.com" });
const executionRole = new aws.iam.Role("execution", { assumeRolePolicy });
const taskRole = new aws.iam.Role("task", { assumeRolePolicy });

const containers = ["app", "nginx"].map((name, index) => {
  const logGroup = new aws.cloudwatch.LogGroup(name, { retentionInDays: 30 });
  return pulumi.output({
    name,
    image: `docker.io/acme/${name}@sha256:${"a".repeat(64)}`,
    portMappings: [{ containerPort: 8080 + index, hostPort: 8080 + index, protocol: "tcp" }],
    logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": logGroup.name } },
  });
});
new aws.iam.RolePolicy("execution", {
  role: executionRole.id,
  policy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: "*" }],
  },
});
const taskDefinition = new aws.ecs.TaskDefinition("service", {
  family: "service",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: executionRole.arn,
  taskRoleArn: taskRole.arn,
  containerDefinitions: pulumi.jsonStringify(pulumi.all(containers)),
});

const securityGroup = new aws.ec2.SecurityGroup("service", { vpcId: vpc.vpcId, description: "tasks" });
new aws.vpc.SecurityGroupIngressRule("service-from-lb", {
  securityGroupId: securityGroup.id,
  referencedSecurityGroupId: lbSecurityGroup.id,
  ipProtocol: "tcp",
  fromPort: 8081,
  toPort: 8081,
});
const targetGroup = new aws.lb.TargetGroup("service", {
  port: 8081,
  protocol: "HTTP",
  targetType: "ip",
  vpcId: vpc.vpcId,
});
const rule = new aws.lb.ListenerRule("service", {
  listenerArn: listener.arn,
  conditions: [{ pathPattern: { values: ["/api/*"] } }],
  actions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
});
new aws.ecs.Service(
  "service",
  {
    cluster: cluster.arn,
    taskDefinition: taskDefinition.arn,
    desiredCount: 1,
    networkConfiguration: {
      subnets: vpc.publicSubnetIds,
      securityGroups: [securityGroup.id],
      assignPublicIp: true,
    },
    loadBalancers: [{ targetGroupArn: targetGroup.arn, containerName: "nginx", containerPort: 8081 }],
  },
  { dependsOn: [rule] },
);
