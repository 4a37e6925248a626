// EventBridge Scheduler in the stand-in: what it refuses. That it starts anything is not stood in for.
import assert from "node:assert/strict";
import { Provider } from "./provider.ts";

const scheduleType = "aws:scheduler/schedule:Schedule";

describe("EventBridge Scheduler in the stand-in AWS", () => {
  let provider: Provider;
  beforeEach(() => {
    provider = new Provider();
  });

  const roleFor = (service: string) =>
    provider.create("aws:iam/role:Role", service, {
      assumeRolePolicy: JSON.stringify({ Statement: [{ Principal: { Service: service } }] }),
    });
  const schedule = (roleArn: unknown) =>
    provider.create(scheduleType, "nightly", { groupName: "default", target: { roleArn } });

  it("takes a role that trusts it", async () => {
    const role = await roleFor("scheduler.amazonaws.com");
    const { id, state } = await schedule(role.state.arn);
    assert.equal(id, `default/${state.name}`);
  });

  it("rejects a role that is not there, or trusts somebody else", async () => {
    const role = await roleFor("events.amazonaws.com");
    for (const arn of ["arn:aws:iam::123456789012:role/none", role.state.arn]) {
      await assert.rejects(schedule(arn), /ValidationException: The execution role you provide must allow/);
    }
  });
});
