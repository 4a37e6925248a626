// Proves what a service asks of Service Connect, and that servers must be there first. That a task finds only what existed
// when it was deployed is AWS's word: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
import assert from "node:assert/strict";
import type { ConnectArgs } from "../../src/index.ts";
import { problemsOf, recordService } from "../sample-service.ts";

const serviceType = "aws:ecs/service:Service";
const getService = "aws:servicediscovery/getService:getService";
const namespace = "arn:aws:servicediscovery:ap-northeast-2:123456789012:namespace/ns-platform";

function recordWith(connect: ConnectArgs, deployed: string[], config: Record<string, string> = {}) {
  const asked: Record<string, unknown>[] = [];
  const answer = ({ inputs }: { inputs: Record<string, unknown> }) => {
    asked.push(inputs);
    if (deployed.includes(String(inputs.name))) return { id: `srv-${inputs.name}` };
    throw new Error("no matching Service Discovery Service found");
  };
  const recorded = recordService({ connect }, { config, answers: { calls: { [getService]: answer } } });
  return recorded.then((program) => ({ program, asked }));
}

describe("Service Connect", () => {
  it("hands time-outs to those who serve", async () => {
    const connect = { as: "shop", container: "nginx", idleTimeoutSeconds: 0, perRequestTimeoutSeconds: 60 };
    const { serviceConnectConfiguration } = (await recordService({ connect })).one(serviceType).inputs as {
      serviceConnectConfiguration: { services: { timeout: object }[] };
    };
    assert.deepEqual(serviceConnectConfiguration.services[0]?.timeout, {
      idleTimeoutSeconds: 0,
      perRequestTimeoutSeconds: 60,
    });
  });

  it("is only a client's where no name is given, and looks for the servers in the platform's namespace", async () => {
    const { program, asked } = await recordWith({ to: ["member", "mail"] }, ["member", "mail"]);
    assert.deepEqual(program.problems, []);
    assert.deepEqual(program.one(serviceType).inputs.serviceConnectConfiguration, {
      enabled: true,
      namespace,
    });
    assert.deepEqual(asked, [
      { name: "member", namespaceId: "ns-platform" },
      { name: "mail", namespaceId: "ns-platform" },
    ]);
    assert.deepEqual(
      program
        .byType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        .filter(({ name }) => name === "shop-from-connect"),
      [],
    );
  });

  it("keeps the service from being created before a server that it names", async () => {
    const { program } = await recordWith({ to: ["member", "mail"] }, ["mail"]);
    assert.deepEqual(program.byType(serviceType), []);
    assert.deepEqual(
      program.problems.map(({ message }) => message),
      [
        'shop: connect.to must name services that are deployed, got "member" (no matching Service Discovery Service found); deploy it first with: pulumi -C stacks/member -s dev up',
      ],
    );
  });

  it("asks nobody where nothing is deployed", async () => {
    const { program, asked } = await recordWith({ to: ["member"] }, [], { "ship:offline": "true" });
    assert.deepEqual([program.problems, asked], [[], []]);
    assert.equal(program.byType(serviceType).length, 1);
  });

  const rejected: [string, ConnectArgs, string[]][] = [
    [
      "a client that names nobody",
      { to: [] },
      ["connect.to: must name a service, got none; name one, or set connect to true"],
    ],
    [
      "a service that waits for itself",
      { as: "shop", container: "nginx", to: ["mail", "shop"] },
      ['connect.to[1]: must be another service, got "shop" itself; leave it out'],
    ],
    [
      "what is no name",
      { to: ["http://member"] },
      [
        'connect.to[0]: must be 1 to 24 lower-case letters, digits and single hyphens, starting with a letter, got "http://member"',
      ],
    ],
    [
      "times that are none",
      { as: "shop", container: "nginx", idleTimeoutSeconds: -1, perRequestTimeoutSeconds: 1.5 },
      [
        "connect.idleTimeoutSeconds: must be a whole number from 0 to 2147483647 seconds, got -1",
        "connect.perRequestTimeoutSeconds: must be a whole number from 0 to 2147483647 seconds, got 1.5",
      ],
    ],
  ];
  for (const [what, connect, expected] of rejected) {
    it(`rejects ${what}`, async () => {
      assert.deepEqual(await problemsOf({ connect }), expected);
    });
  }
});
