// Evaluated resources read as a plan. That the components register them in this form is proven in real-stacks.test.ts.
import assert from "node:assert/strict";
import { unknownValue } from "@starter/stack-testing";
import { makePlans, planStack } from "../../src/plan/make-plan.ts";
import { resource, stack } from "../local/stack-fixture.ts";
import { jobResources, platformStack, shopStack, unreleased } from "./sample-stacks.ts";

describe("a stack's plan", () => {
  it("counts what is created in AWS, not components and what belongs to Pulumi", () => {
    const counted = stack("shop", [
      resource("aws:ecs/cluster:Cluster", "one", {}),
      { ...resource("starter:fargate:Cluster", "two", {}), custom: false },
      resource("pulumi:providers:aws", "three", {}),
    ]);
    assert.equal(planStack(counted).resourceCount, 1);
  });

  it("reads services with their containers in the order of the starts", () => {
    const [service] = planStack(shopStack()).services;
    assert.deepEqual(service, {
      name: "shop",
      tasks: { min: 2, max: 2 },
      cpu: 256,
      memoryMiB: 512,
      architecture: "arm64",
      capacityProviders: ["FARGATE"],
      address: "http://shop",
      containers: [
        {
          name: "migrate",
          image: `docker.io/acme/shop@sha256:${"ab".repeat(32)}`,
          released: true,
          runsFirst: "node main.mjs migrate",
        },
        {
          name: "app",
          image: `docker.io/acme/shop@sha256:${"ab".repeat(32)}`,
          released: true,
          port: 8080,
          health: "GET :8080/livez",
        },
        {
          name: "nginx",
          image: `docker.io/unreleased/shop-nginx@sha256:${"0".repeat(64)}`,
          released: false,
          port: 8081,
        },
      ],
    });
  });

  it("reads the range of an autoscaled service", () => {
    const shop = shopStack();
    shop.resources.push(
      resource("aws:appautoscaling/target:Target", "shop", {
        resourceId: "service/main/shop",
        minCapacity: 2,
        maxCapacity: 10,
      }),
    );
    assert.deepEqual(planStack(shop).services[0]?.tasks, { min: 2, max: 10 });
  });

  it("reads what no service runs as a job, with the schedule that starts it", () => {
    const shop = shopStack();
    shop.resources.push(...jobResources("cleanup", { expression: "cron(0 3 * * ? *)", state: "DISABLED" }));
    const { services, jobs } = planStack(shop);
    assert.deepEqual(
      services.map(({ name }) => name),
      ["shop"],
    );
    const image = `docker.io/acme/cleanup@sha256:${"cd".repeat(32)}`;
    assert.deepEqual(jobs, [
      {
        name: "cleanup",
        cpu: 512,
        memoryMiB: 1024,
        architecture: "arm64",
        capacityProviders: ["FARGATE_SPOT"],
        containers: [
          { name: "check", image, released: true, runsFirst: "node main.mjs check" },
          { name: "app", image, released: true, runs: "node main.mjs clean-up" },
        ],
        schedule: { expression: "cron(0 3 * * ? *)", timezone: "UTC", paused: true },
      },
    ]);
  });

  it("reads a job that only people start, and one that nothing is known of yet", () => {
    const unknown = resource("aws:scheduler/schedule:Schedule", "later", { target: unknownValue });
    const [job, ...others] = planStack(stack("shop", [...jobResources("cleanup"), unknown])).jobs;
    assert.deepEqual(
      [job?.name, job?.schedule, job?.capacityProviders, others],
      ["cleanup", undefined, [], []],
    );
  });

  it("warns of a job's image that was never released, once for the service that has it too", () => {
    const job = (image: string) =>
      resource("aws:ecs/taskDefinition:TaskDefinition", "cleanup", {
        containerDefinitions: JSON.stringify([{ name: "cleanup", image }]),
      });
    const warningsWith = (image: string) => {
      const shop = shopStack();
      shop.resources.push(job(image));
      return planStack(shop).warnings.map(({ message }) => message.replace(/;.*/, ""));
    };
    const must = "starter-shop:images must name what runs, got nothing for";
    assert.deepEqual(warningsWith(unreleased("shop")), [`${must} nginx and cleanup`]);
    assert.deepEqual(warningsWith(unreleased("shop-nginx")), [`${must} nginx`]);
  });

  it("marks what is open to the world, also when it is written into the security group", () => {
    const shop = stack("shop", [
      resource(
        "aws:ec2/securityGroup:SecurityGroup",
        "web",
        {
          ingress: [
            {
              protocol: "tcp",
              fromPort: 22,
              toPort: 22,
              cidrBlocks: ["10.0.0.0/8"],
              ipv6CidrBlocks: ["::/0"],
            },
          ],
        },
        { id: "sg-web" },
      ),
    ]);
    assert.deepEqual(planStack(shop).ingress, [
      { securityGroup: "web", ports: "tcp 22", from: "10.0.0.0/8", description: "", openToTheWorld: false },
      { securityGroup: "web", ports: "tcp 22", from: "::/0", description: "", openToTheWorld: true },
    ]);
  });

  it("goes on where a value is known only after the deployment", () => {
    const shop = stack("shop", [
      resource("aws:ec2/securityGroup:SecurityGroup", "web", { ingress: unknownValue }),
      resource("aws:lb/listenerRule:ListenerRule", "web", {
        conditions: unknownValue,
        actions: unknownValue,
      }),
    ]);
    const { ingress, routes } = planStack(shop);
    assert.deepEqual(ingress, []);
    assert.deepEqual(
      routes.map(({ conditions, target }) => [conditions, target]),
      [[[], "nothing"]],
    );
  });

  it("holds no value of a secret", () => {
    const plan = planStack(shopStack());
    assert.ok(!JSON.stringify(plan).includes("hunter2"));
    assert.deepEqual(
      plan.resources.find(({ type }) => type === "aws:secretsmanager/secretVersion:SecretVersion")?.inputs,
      { secretId: "shop-password", secretString: "[secret]" },
    );
  });

  it("hides container definitions that hold a secret, and warns of them", () => {
    const shop = shopStack();
    for (const one of shop.resources) {
      if (one.type === "aws:ecs/taskDefinition:TaskDefinition") one.secretPaths = ["containerDefinitions"];
    }
    const plan = planStack(shop);
    assert.deepEqual(plan.services[0]?.containers, []);
    assert.deepEqual(plan.warnings, [
      {
        where: "shop",
        message:
          "containerDefinitions should hold no secret, got one, which hides them in every preview; pass it through secrets",
      },
    ]);
  });

  it("warns of images that were never released, once for a stack", () => {
    assert.deepEqual(planStack(shopStack()).warnings, [
      {
        where: "stacks/shop/Pulumi.dev.yaml",
        message:
          "starter-shop:images must name what runs, got nothing for nginx; run npm run ship -- release shop dev",
      },
    ]);
  });

  it("reports rules of two stacks that clash, each with its own stack", () => {
    const [, shop, blog] = makePlans([platformStack, shopStack("shop", 7), shopStack("blog", 8)]);
    assert.deepEqual(shop?.problems, []);
    assert.deepEqual(blog?.problems, [
      {
        where: "listener rule blog",
        message:
          "must differ in its conditions from the rules before it, got /shop*, /cart*, Host: example.com (priority 8) behind rule shop of stack shop (priority 7), which has the same and so takes all; change one of them",
      },
    ]);
  });

  it("accepts rules of different conditions", () => {
    const blog = shopStack("blog", 8);
    for (const one of blog.resources) {
      if (one.type === "aws:lb/listenerRule:ListenerRule")
        one.inputs.conditions = [{ pathPattern: { values: ["/blog*"] } }];
    }
    const plans = makePlans([shopStack("shop", 7), blog]);
    assert.deepEqual(
      plans.flatMap(({ problems }) => problems),
      [],
    );
  });

  it("compares no conditions that are secret or not known yet", () => {
    const guarded = (name: string, priority: number, value: string, secretPaths: string[]) =>
      stack(name, [
        {
          ...resource("aws:lb/listenerRule:ListenerRule", name, {
            listenerArn: "listener",
            priority,
            conditions: [{ httpHeader: { httpHeaderName: "X-Origin", values: [value] } }],
          }),
          secretPaths,
        },
      ]);
    const secret = ["conditions.0.httpHeader.values.0"];
    const plans = makePlans([
      guarded("one", 1, "hunter2", secret),
      guarded("two", 2, "hunter3", secret),
      guarded("three", 3, unknownValue, []),
      guarded("four", 4, unknownValue, []),
    ]);
    assert.deepEqual(
      plans.flatMap(({ problems }) => problems),
      [],
    );
  });
});
