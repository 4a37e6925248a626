// Which changes the stand-in updates in place and which replace; read in the AWS provider's source, not asked of it.
import assert from "node:assert/strict";
import { difference } from "../../src/engine/stand-in/diff.ts";
import type { Properties } from "../../src/engine/stand-in/subject.ts";
import { subjects } from "../../src/engine/stand-in/subjects.ts";

describe("differences in the stand-in AWS", () => {
  const diff = (type: string, olds: Properties, news: Properties, oldInputs = olds) => {
    const subject = subjects[type];
    assert.ok(subject);
    const { changes, replaces, deleteBeforeReplace } = difference(subject, olds, oldInputs, news);
    return { changes: Object.fromEntries(changes), replaces, deleteBeforeReplace };
  };
  const service = "aws:ecs/service:Service";
  const replaced: [type: string, property: string][] = [
    ["aws:lb/targetGroup:TargetGroup", "port"],
    ["aws:lb/targetGroup:TargetGroup", "vpcId"],
    ["aws:lb/loadBalancer:LoadBalancer", "internal"],
    ["aws:lb/listenerRule:ListenerRule", "listenerArn"],
    ["aws:ec2/securityGroup:SecurityGroup", "description"],
    ["aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions"],
    [service, "cluster"],
    [service, "launchType"],
    ["aws:rds/instance:Instance", "username"],
    ["aws:rds/instance:Instance", "storageEncrypted"],
    ["aws:secretsmanager/secretVersion:SecretVersion", "secretString"],
    ["aws:servicediscovery/httpNamespace:HttpNamespace", "description"],
    ["aws:acm/certificate:Certificate", "domainName"],
  ];
  for (const [type, property] of replaced) {
    it(`replaces ${type} for another ${property}`, () => {
      const { changes, replaces } = diff(type, { [property]: "old" }, { [property]: "new" });
      assert.deepEqual(
        { changes, replaces },
        { changes: { [property]: "UPDATE_REPLACE" }, replaces: [property] },
      );
    });
  }

  const updated: [type: string, property: string][] = [
    [service, "taskDefinition"],
    [service, "desiredCount"],
    ["aws:ecs/taskDefinition:TaskDefinition", "tags"],
    ["aws:lb/listenerRule:ListenerRule", "priority"],
    ["aws:lb/listener:Listener", "port"],
    ["aws:rds/instance:Instance", "identifier"],
    ["aws:secretsmanager/secret:Secret", "description"],
  ];
  for (const [type, property] of updated) {
    it(`updates ${type} in place for another ${property}`, () => {
      const { changes, replaces } = diff(type, { [property]: "old" }, { [property]: "new" });
      assert.deepEqual({ changes, replaces }, { changes: { [property]: "UPDATE" }, replaces: [] });
    });
  }

  it("names each line that changes", () => {
    const before = { tags: { a: "1", b: "2" }, loadBalancers: [{ containerPort: 1 }] };
    const after = { tags: { a: "2", c: "3" }, loadBalancers: [{ containerPort: 2 }, { containerPort: 3 }] };
    assert.deepEqual(diff(service, before, after).changes, {
      "tags.a": "UPDATE",
      "tags.b": "DELETE",
      "tags.c": "ADD",
      "loadBalancers[0].containerPort": "UPDATE",
      "loadBalancers[1]": "ADD",
    });
  });

  it("compares with what exists, not with what was asked for", () => {
    const asked = { taskDefinition: "shop:2" };
    assert.deepEqual(diff(service, { taskDefinition: "shop:1" }, asked, asked).changes, {
      taskDefinition: "UPDATE",
    });
  });

  it("finds no difference in the order of a set, nor in what AWS adds", () => {
    const asked = { networkConfiguration: { subnets: ["b", "a"] } };
    const state = { networkConfiguration: { subnets: ["a", "b"] }, launchType: "FARGATE" };
    assert.deepEqual(diff(service, state, asked, asked).changes, {});
  });

  it("deletes first where the program fixed the name, and creates first where Pulumi made it up", () => {
    const type = "aws:lb/targetGroup:TargetGroup";
    const fixed = { name: "shop", port: 1 };
    assert.equal(diff(type, fixed, { ...fixed, port: 2 }).deleteBeforeReplace, true);
    const madeUp = { ...fixed, __defaults: ["name"] };
    assert.equal(diff(type, fixed, { ...madeUp, port: 2 }, madeUp).deleteBeforeReplace, false);
    assert.equal(diff(type, fixed, { name: "other", port: 2 }).deleteBeforeReplace, false);
  });

  it("changes a capacity-provider strategy in place only with forceNewDeployment, and from some to some", () => {
    const strategy = (weight: number) => ({ capacityProviderStrategies: [{ weight }] });
    const replaces = (olds: Properties, news: Properties) => diff(service, olds, news).replaces;
    const forced = { forceNewDeployment: true };
    assert.deepEqual(replaces({ ...forced, ...strategy(1) }, { ...forced, ...strategy(2) }), []);
    assert.deepEqual(replaces(strategy(1), strategy(2)), ["capacityProviderStrategies"]);
    assert.deepEqual(replaces(forced, { ...forced, ...strategy(2) }), ["capacityProviderStrategies"]);
  });
});
