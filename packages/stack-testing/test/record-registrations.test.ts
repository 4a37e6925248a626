// What a program registers, seen from the engine's place. What AWS would answer is made up: see src/stand-in-resources.ts.
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { recordRegistrations } from "../src/index.ts";

describe("recordRegistrations", () => {
  it("records inputs with the outputs of other resources filled in", async () => {
    const recorded = await recordRegistrations(() => {
      const cluster = new aws.ecs.Cluster("main", {});
      new aws.ecs.ClusterCapacityProviders("main", {
        clusterName: cluster.name,
        capacityProviders: ["FARGATE"],
      });
    });
    assert.deepEqual(recorded.problems, []);
    assert.deepEqual(recorded.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs, {
      capacityProviders: ["FARGATE"],
      clusterName: "main",
    });
  });

  it("gives the same ids and ARNs every time", async () => {
    const run = () =>
      recordRegistrations(() => {
        const cluster = new aws.ecs.Cluster("main", {});
        const group = new aws.ec2.SecurityGroup("web", {});
        return { arn: cluster.arn, group: group.id };
      });
    const { outputs } = await run();
    assert.deepEqual(outputs, { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/main", group: "sg-web" });
    assert.deepEqual((await run()).outputs, outputs);
  });

  it("answers for a type without an entry of its own with id, ARN and name", async () => {
    const { outputs } = await recordRegistrations(() => {
      const queue = new aws.sqs.Queue("jobs", {});
      return { id: queue.id, arn: queue.arn, name: queue.name };
    });
    assert.deepEqual(outputs, {
      id: "jobs",
      arn: "arn:aws:sqs:us-east-1:123456789012:queue/jobs",
      name: "jobs",
    });
  });

  it("takes the region of ARNs from the configuration", async () => {
    const { outputs } = await recordRegistrations(() => ({ arn: new aws.ecs.Cluster("main").arn }), {
      config: { "aws:region": "ap-northeast-2" },
    });
    assert.deepEqual(outputs, { arn: "arn:aws:ecs:ap-northeast-2:123456789012:cluster/main" });
  });

  it("records parents and every dependency, those of dependsOn too", async () => {
    const recorded = await recordRegistrations(() => {
      const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
      const group = new aws.ec2.SecurityGroup("web", {}, { parent });
      const cluster = new aws.ecs.Cluster("main", {}, { parent, dependsOn: [group] });
      new aws.ecs.ClusterCapacityProviders("main", { clusterName: cluster.name }, { parent: cluster });
    });
    const cluster = recorded.one("aws:ecs/cluster:Cluster");
    assert.equal(cluster.parent, "test:index:Parent::parent");
    assert.deepEqual(cluster.dependsOn, ["aws:ec2/securityGroup:SecurityGroup::web"]);
    const providers = recorded.one("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");
    assert.equal(providers.parent, "aws:ecs/cluster:Cluster::main");
    assert.deepEqual(providers.dependsOn, ["aws:ecs/cluster:Cluster::main"]);
    assert.equal(recorded.one("test:index:Parent").custom, false);
  });

  it("notes which inputs are secret, and keeps what is made of them secret", async () => {
    const recorded = await recordRegistrations(() => {
      const version = new aws.secretsmanager.SecretVersion("v", { secretId: "s", secretString: "hush" });
      const value = pulumi.interpolate`key=${version.secretString}`;
      new aws.ssm.Parameter("p", { type: "String", value, tags: { owner: pulumi.secret("me"), team: "us" } });
      return { value, plain: "x" };
    });
    assert.deepEqual(recorded.one("aws:secretsmanager/secretVersion:SecretVersion").secretPaths, [
      "secretString",
    ]);
    const parameter = recorded.one("aws:ssm/parameter:Parameter");
    assert.deepEqual(parameter.secretPaths, ["tags.owner", "value"]);
    assert.equal(parameter.inputs.value, "key=hush");
    assert.deepEqual(recorded.secretOutputPaths, ["value"]);
  });

  it("lays the answers of a test over the stand-in ones: a service that was rolled back", async () => {
    const recorded = await recordRegistrations(
      () => {
        const service = new aws.ecs.Service("web", { taskDefinition: "web:2" });
        return {
          running: service.taskDefinition.apply((running) => {
            if (running !== "web:2") throw new pulumi.RunError(`rolled back to ${running}`);
            return running;
          }),
        };
      },
      { answers: { resources: { "aws:ecs/service:Service": () => ({ taskDefinition: "web:1" }) } } },
    );
    assert.deepEqual(recorded.problems, [{ message: "rolled back to web:1" }]);
    assert.equal(recorded.one("aws:ecs/service:Service").inputs.taskDefinition, "web:2");
  });

  it("answers a stack reference by project name", async () => {
    const { outputs } = await recordRegistrations(
      () => ({ vpcId: new pulumi.StackReference("organization/starter-platform/dev").getOutput("vpcId") }),
      { stackOutputs: { "starter-platform": { vpcId: "vpc-1" } } },
    );
    assert.deepEqual(outputs, { vpcId: "vpc-1" });
  });

  it("gives undefined for an output that the other stack does not have", async () => {
    const recorded = await recordRegistrations(
      () => {
        const reference = new pulumi.StackReference("organization/starter-platform/dev");
        return { missing: reference.getOutput("nothing").apply((value) => value === undefined) };
      },
      { stackOutputs: { "starter-platform": {} } },
    );
    assert.deepEqual(recorded.outputs, { missing: true });
  });

  it("fails as the engine does for a stack that does not exist", async () => {
    const { problems } = await recordRegistrations(() => ({
      value: new pulumi.StackReference("organization/starter-platform/dev").getOutput("vpcId"),
    }));
    assert.deepEqual(problems, [
      {
        message:
          "stack organization/starter-platform/dev: must be deployed before it can be read, got no such stack; deploy it first",
      },
    ]);
  });

  it("names a function that has no stand-in answer", async () => {
    const { problems } = await recordRegistrations(() => ({
      id: aws.ec2.getEipsOutput({}).apply(({ id }) => id),
    }));
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? "", /^function aws:ec2\/getEips:getEips: has no stand-in answer/);
  });

  it("takes the answer to a function from the test", async () => {
    const { outputs } = await recordRegistrations(
      () => ({ id: aws.ec2.getEipsOutput({}).apply(({ id }) => id) }),
      { answers: { calls: { "aws:ec2/getEips:getEips": () => ({ id: "eips" }) } } },
    );
    assert.deepEqual(outputs, { id: "eips" });
  });

  it("turns every rejected input into a problem of its own", async () => {
    const { problems, resources } = await recordRegistrations(() => {
      throw new pulumi.InputPropertiesError({
        message: "two",
        errors: [
          { propertyPath: "size.cpu", reason: "must be 256, got 300" },
          { propertyPath: "route", reason: "must be set, got nothing" },
        ],
      });
    });
    assert.deepEqual(problems, [
      { where: "size.cpu", message: "must be 256, got 300" },
      { where: "route", message: "must be set, got nothing" },
    ]);
    assert.deepEqual(resources, []);
  });

  it("reports an error in an apply that nobody waits for", async () => {
    const recorded = await recordRegistrations(() => {
      const cluster = new aws.ecs.Cluster("main", {});
      cluster.arn.apply(() => {
        throw new pulumi.RunError("too late");
      });
    });
    assert.deepEqual(recorded.problems, [{ message: "too late" }]);
  });

  it("reports an error in an apply once, and without the path through the SDK, when inputs wait for it", async () => {
    const recorded = await recordRegistrations(() => {
      const failing = new aws.ecs.Cluster("main", {}).arn.apply((): string => {
        throw new pulumi.RunError("must hold");
      });
      new aws.ssm.Parameter("one", { type: "String", value: failing });
      new aws.ssm.Parameter("two", { type: "String", value: failing });
    });
    assert.deepEqual(recorded.problems, [{ message: "must hold" }]);
    assert.deepEqual(recorded.byType("aws:ssm/parameter:Parameter"), []);
  });

  it("rejects two resources of one type and name", async () => {
    const { problems } = await recordRegistrations(() => {
      new aws.ecs.Cluster("main", {});
      new aws.ecs.Cluster("main", {});
    });
    assert.equal(problems.length, 1);
    assert.match(
      problems[0]?.message ?? "",
      /^aws:ecs\/cluster:Cluster "main": must be unique in its stack, got it twice/,
    );
  });

  it("collects what the program warns of", async () => {
    const { warnings } = await recordRegistrations(() => {
      pulumi.log.warn("no certificate");
    });
    assert.deepEqual(warnings, [{ message: "no certificate" }]);
  });

  it("keeps recordings apart that were started together", async () => {
    const run = (name: string) =>
      recordRegistrations(
        () => {
          new aws.ecs.Cluster(new pulumi.Config("test").require("name"), {});
        },
        { config: { "test:name": name } },
      );
    const [one, two] = await Promise.all([run("one"), run("two")]);
    assert.deepEqual(
      [one, two].map(({ resources }) => resources.map(({ name }) => name)),
      [["one"], ["two"]],
    );
  });

  it("leaves other listeners and the console as they were", async () => {
    const listener = () => undefined;
    process.on("unhandledRejection", listener);
    const before = [process.listeners("unhandledRejection"), console.warn, console.error];
    await recordRegistrations(() => {
      throw new Error("x");
    });
    const after = [process.listeners("unhandledRejection"), console.warn, console.error];
    process.off("unhandledRejection", listener);
    assert.deepEqual(after, before);
  });

  it("says what there is when one() does not find exactly one", async () => {
    const recorded = await recordRegistrations(() => {
      new aws.ecs.Cluster("a", {});
      new aws.ecs.Cluster("b", {});
    });
    assert.equal(recorded.one("aws:ecs/cluster:Cluster", "b").name, "b");
    assert.throws(
      () => recorded.one("aws:ecs/cluster:Cluster"),
      /must be one aws:ecs\/cluster:Cluster, got \[a, b\]/,
    );
  });

  it("runs preview-only code only when asked to preview", async () => {
    const program = () => ({ preview: pulumi.runtime.isDryRun() });
    assert.deepEqual((await recordRegistrations(program)).outputs, { preview: false });
    assert.deepEqual((await recordRegistrations(program, { preview: true })).outputs, { preview: true });
  });
});
