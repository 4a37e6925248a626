// Physical names, ids and ARNs as the stand-in forms them. That AWS takes exactly these is read in its documentation.
import assert from "node:assert/strict";
import { Operations } from "../../src/engine/stand-in/operations.ts";
import { Provider, targetOf } from "./provider.ts";

const targetGroupType = "aws:lb/targetGroup:TargetGroup";

describe("names in the stand-in AWS", () => {
  it("makes up a name of the logical one and seven digits, and keeps it", () => {
    const { operations } = new Provider();
    const target = targetOf(targetGroupType, "shop");
    const { inputs } = operations.check(target, {}, { port: 80 });
    assert.match(String(inputs.name), /^shop-[0-9a-f]{7}$/);
    assert.deepEqual(operations.check(target, inputs, { port: 81 }).inputs, { ...inputs, port: 81 });
  });

  it("makes up the same name in every new account, and another after each creation", async () => {
    const [one, other] = [new Provider(), new Provider()];
    const first = await one.create(targetGroupType, "shop");
    assert.equal((await other.create(targetGroupType, "shop")).state.name, first.state.name);
    const second = await one.create(targetGroupType, "shop");
    assert.notEqual(second.state.name, first.state.name);
    assert.notEqual(second.id, first.id);
  });

  it("makes up lower-case names where AWS takes no others", async () => {
    const { state } = await new Provider().create("aws:rds/instance:Instance", "Shop");
    assert.match(String(state.identifier), /^shop-[0-9a-f]{7}$/);
  });

  it("makes up the rest of a log group's name behind its prefix", async () => {
    const { id, state } = await new Provider().create("aws:cloudwatch/logGroup:LogGroup", "events", {
      namePrefix: "/aws/events/shop-",
    });
    assert.match(id, /^\/aws\/events\/shop-[0-9a-f]{26}$/);
    assert.deepEqual([state.name, state.arn], [id, `arn:aws:logs:us-east-1:123456789012:log-group:${id}`]);
  });

  it("rejects a made-up name that is too long with its prefix", () => {
    const { operations } = new Provider();
    const name = "a".repeat(25);
    assert.deepEqual(operations.check(targetOf(targetGroupType, name), {}, {}).failures, [
      { property: "name", reason: `name "${name}-" plus 7 random chars is longer than maximum length 32` },
    ]);
    assert.deepEqual(operations.check(targetOf(targetGroupType, "a".repeat(24)), {}, {}).failures, []);
  });

  it("rejects a fixed name that is too long", () => {
    const { failures } = new Provider().operations.check(
      targetOf("aws:iam/role:Role", "role"),
      {},
      { name: "r".repeat(65) },
    );
    assert.equal(failures[0]?.property, "name");
  });

  it("rejects a name that is taken", async () => {
    const provider = new Provider();
    await provider.create(targetGroupType, "one", { name: "shop" });
    await assert.rejects(
      provider.create(targetGroupType, "two", { name: "shop" }),
      /DuplicateTargetGroupName/,
    );
  });

  it("takes the name of a security group again in another VPC", async () => {
    const provider = new Provider();
    const type = "aws:ec2/securityGroup:SecurityGroup";
    await provider.create(type, "one", { name: "shop", vpcId: "vpc-1" });
    await provider.create(type, "two", { name: "shop", vpcId: "vpc-2" });
    await assert.rejects(provider.create(type, "three", { name: "shop", vpcId: "vpc-1" }), /Duplicate/);
  });

  it("keeps the name of a deleted secret taken until its recovery window ends", async () => {
    const provider = new Provider();
    const type = "aws:secretsmanager/secret:Secret";
    provider.delete(await provider.create(type, "key", { name: "key" }));
    await assert.rejects(provider.create(type, "key", { name: "key" }), /scheduled for deletion/);
    provider.delete(await provider.create(type, "other", { name: "other", recoveryWindowInDays: 0 }));
    await provider.create(type, "other", { name: "other" });
  });

  it("forms ARNs as AWS does", async () => {
    const provider = new Provider();
    provider.operations.region = "eu-west-1";
    const loadBalancer = await provider.create("aws:lb/loadBalancer:LoadBalancer", "lb", { name: "shop" });
    assert.match(
      loadBalancer.id,
      /^arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer\/app\/shop\/[0-9a-f]{16}$/,
    );
    const listener = await provider.create("aws:lb/listener:Listener", "http", {
      loadBalancerArn: loadBalancer.id,
    });
    const parent = loadBalancer.id.split("loadbalancer/")[1];
    assert.match(listener.id, new RegExp(`:listener/${parent}/[0-9a-f]{16}$`));
    assert.match((await provider.create("aws:ec2/vpc:Vpc", "vpc")).id, /^vpc-[0-9a-f]{17}$/);
  });

  it("rejects a type without a row, and names the table", () => {
    assert.throws(
      () => new Operations(new Provider().account).check(targetOf("aws:foo/bar:Bar", "bar"), {}, {}),
      /aws:foo\/bar:Bar: has no row .*subjects/,
    );
  });
});
