// Proves the listener rule and target group that a route becomes. That AWS accepts them is not proven here.
import assert from "node:assert/strict";
import { recordService } from "../sample-service.ts";

const rule = "aws:lb/listenerRule:ListenerRule";
const group = "aws:lb/targetGroup:TargetGroup";

describe("FargateService's listener rule", () => {
  it("has every condition of the route, and the priority of a rule with more than paths", async () => {
    const recorded = await recordService({
      route: {
        paths: ["/api/shop*"],
        hosts: ["shop.example.com"],
        headers: { "X-Beta": ["yes"] },
        methods: ["GET"],
        container: "nginx",
      },
    });
    assert.deepEqual(recorded.one(rule).inputs, {
      listenerArn: "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:listener/app/platform/1/1",
      // The first of the band of nine literal characters is 46216; the first 97 are those of rules with more than paths.
      priority: 46236,
      conditions: [
        { pathPattern: { values: ["/api/shop*"] } },
        { hostHeader: { values: ["shop.example.com"] } },
        { httpHeader: { httpHeaderName: "X-Beta", values: ["yes"] } },
        { httpRequestMethod: { values: ["GET"] } },
      ],
      actions: [{ type: "forward", targetGroupArn: recorded.one(group).outputs.arn }],
    });
  });

  it("has the priority that was asked for", async () => {
    const route = { paths: ["/api/shop*"], container: "nginx", priority: 7 };
    assert.equal((await recordService({ route })).one(rule).inputs.priority, 7);
  });

  it("is changed by its transform as the last step, and the target group by its own", async () => {
    const recorded = await recordService({
      transform: {
        listenerRule: (args) => ({ ...args, priority: 9, tags: { a: "b" } }),
        targetGroup: (args) => ({ ...args, slowStart: 30 }),
      },
    });
    const { priority, tags } = recorded.one(rule).inputs;
    assert.deepEqual([priority, tags], [9, { a: "b" }]);
    const { slowStart, port } = recorded.one(group).inputs;
    assert.deepEqual([slowStart, port], [30, 8081]);
  });
});
