// What the stand-in refuses to delete, and what it keeps. The rules stand in AWS's documentation; AWS was not asked. That
// the stacks' resources name one another where the table looks: test/engine/configuration-changes.test.ts.
import assert from "node:assert/strict";
import { holds } from "../../src/engine/stand-in/holds.ts";
import type { Properties } from "../../src/engine/stand-in/subject.ts";
import { createService, Provider, targetOf, task } from "./provider.ts";

describe("deletions in the stand-in AWS", () => {
  let provider: Provider;
  beforeEach(() => {
    provider = new Provider();
  });

  for (const { held, holder, at, code } of holds) {
    it(`rejects the deletion of ${held} while ${holder} names it in ${at}`, async () => {
      const resource = await provider.create(held, "held");
      const state = at.split(".").reduceRight<unknown>((value, key) => ({ [key]: [value] }), resource.id);
      const holding = { ...targetOf(holder, "holder"), id: "holder", state: state as Properties };
      provider.account.add(holding);
      const message = `api error ${code}: ${resource.id} is in use by holder`;
      assert.throws(() => provider.delete(resource), { message });
      provider.account.remove(holding);
      provider.delete(resource);
      assert.deepEqual(provider.account.resources(), []);
    });
  }

  it("rejects the deletion of what a service uses, until the service is gone", async () => {
    const { cluster, service, targetGroup, rule } = await createService(provider);
    assert.throws(() => provider.delete(cluster), /ClusterContainsServicesException/);
    assert.throws(() => provider.delete(targetGroup), /ResourceInUse/);
    provider.delete(service);
    provider.delete(rule);
    provider.delete(targetGroup);
    provider.delete(cluster);
  });

  it("deletes a load balancer's listeners and their rules with it", async () => {
    const { loadBalancer } = await createService(provider);
    provider.delete(loadBalancer);
    assert.deepEqual(provider.account.resources("aws:lb/listener:Listener"), []);
    assert.deepEqual(provider.account.resources("aws:lb/listenerRule:ListenerRule"), []);
  });

  it("rejects the deletion of a protected load balancer and of a protected database", async () => {
    const loadBalancer = await provider.create("aws:lb/loadBalancer:LoadBalancer", "lb", {
      enableDeletionProtection: true,
    });
    assert.throws(() => provider.delete(loadBalancer), /OperationNotPermitted/);
    const database = await provider.create("aws:rds/instance:Instance", "db", { deletionProtection: true });
    assert.throws(() => provider.delete(database), /Cannot delete protected DB Instance/);
    await provider.update(database, { deletionProtection: false, skipFinalSnapshot: true });
    provider.delete(database);
  });

  it("keeps the last snapshot of a database, and rejects a second of the same name", async () => {
    const inputs = { skipFinalSnapshot: false, finalSnapshotIdentifier: "shop-final" };
    provider.delete(await provider.create("aws:rds/instance:Instance", "db", inputs));
    assert.deepEqual(
      provider.account.retained().map(({ id }) => id),
      ["shop-final"],
    );
    const second = await provider.create("aws:rds/instance:Instance", "db", inputs);
    assert.throws(() => provider.delete(second), /DBSnapshotAlreadyExists/);
  });

  it("rejects the deletion of a bucket into which a load balancer wrote, unless it is forced", async () => {
    const bucket = await provider.create("aws:s3/bucket:Bucket", "logs", {});
    const accessLogs = { enabled: true, bucket: bucket.id };
    const loadBalancer = () => provider.create("aws:lb/loadBalancer:LoadBalancer", "lb", { accessLogs });
    await assert.rejects(loadBalancer(), /Access Denied for bucket/);
    await provider.create("aws:s3/bucketPolicy:BucketPolicy", "logs", { bucket: bucket.id });
    await loadBalancer();
    assert.throws(() => provider.delete(bucket), /BucketNotEmpty/);
    await provider.update(bucket, { forceDestroy: true });
    provider.delete(bucket);
  });

  it("deregisters a revision in use, and leaves it alone with skipDestroy", async () => {
    const { taskDefinition } = await createService(provider);
    const kept = await provider.create(
      "aws:ecs/taskDefinition:TaskDefinition",
      "shop",
      task({ skipDestroy: true }),
    );
    provider.delete(taskDefinition);
    provider.delete(kept);
    const states = provider.account.retained().map(({ state, retained }) => [state.revision, retained]);
    assert.deepEqual(states, [
      [1, "deregistered"],
      [2, "kept"],
    ]);
  });
});
