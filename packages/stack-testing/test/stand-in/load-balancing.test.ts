// Load balancers in the stand-in, and services whose requests move between two target groups.
import assert from "node:assert/strict";
import type { Properties } from "../../src/engine/stand-in/subject.ts";
import { createService, Provider } from "./provider.ts";

describe("Elastic Load Balancing in the stand-in AWS", () => {
  let provider: Provider;
  beforeEach(() => {
    provider = new Provider();
  });

  it("rejects a public load balancer in a VPC without an internet gateway, and takes an internal one", async () => {
    const vpc = await provider.create("aws:ec2/vpc:Vpc", "network");
    const subnet = await provider.create("aws:ec2/subnet:Subnet", "public-1", { vpcId: vpc.id });
    const create = (name: string, inputs: Properties) =>
      provider.create("aws:lb/loadBalancer:LoadBalancer", name, { subnets: [subnet.id], ...inputs });
    await assert.rejects(create("lb", {}), {
      message: `api error InvalidSubnet: VPC ${vpc.id} has no internet gateway`,
    });
    await create("internal", { internal: true });
    await provider.create("aws:ec2/internetGateway:InternetGateway", "network", { vpcId: vpc.id });
    await create("lb", {});
  });

  describe("of a service whose requests move", () => {
    const weighted = (groups: readonly { id: string }[], weights: readonly number[]) => [
      {
        type: "forward",
        forward: { targetGroups: groups.map(({ id }, index) => ({ arn: id, weight: weights[index] })) },
      },
    ];
    const rolledBack =
      /Both targetGroup and alternateTargetGroup must be associated with the productionListenerRule or testListenerRule/;

    async function moving() {
      const { rule, targetGroup, service } = await createService(provider);
      const alternate = await provider.create("aws:lb/targetGroup:TargetGroup", "shop-alt", { port: 8080 });
      const groups = [targetGroup, alternate];
      const [entry] = service.state.loadBalancers as Properties[];
      const advancedConfiguration = {
        alternateTargetGroupArn: alternate.id,
        productionListenerRule: rule.id,
        roleArn: "arn:aws:iam::123456789012:role/shift",
      };
      const changes = {
        deploymentConfiguration: { strategy: "BLUE_GREEN" },
        loadBalancers: [{ ...entry, advancedConfiguration }],
      };
      return { rule, groups, service, changes };
    }

    it("rejects a second target group that is on none of its rules", async () => {
      const { service, changes } = await moving();
      await assert.rejects(provider.update(service, changes), rolledBack);
    });

    it("moves the weights with each deployment that goes well, and with no other", async () => {
      const { rule, groups, service, changes } = await moving();
      await provider.update(rule, { actions: weighted(groups, [100, 0]) });
      await provider.update(service, changes);
      assert.deepEqual(rule.state.actions, weighted(groups, [0, 100]));
      provider.account.deployments.next("shop", "rolledBack");
      await provider.update(service, {});
      assert.deepEqual(rule.state.actions, weighted(groups, [0, 100]));
      await provider.update(service, {});
      assert.deepEqual(rule.state.actions, weighted(groups, [100, 0]));
    });

    it("keeps the strategy that an update does not mention", async () => {
      const { rule, groups, service, changes } = await moving();
      const { loadBalancers } = service.state;
      await provider.update(rule, { actions: weighted(groups, [100, 0]) });
      await provider.update(service, changes);
      const { deploymentConfiguration: _, ...rest }: Properties = { ...service.state, loadBalancers };
      await assert.rejects(provider.operations.update(service, service, service.state, rest, 60), rolledBack);
      await provider.update(service, { loadBalancers, deploymentConfiguration: { strategy: "ROLLING" } });
    });
  });
});
