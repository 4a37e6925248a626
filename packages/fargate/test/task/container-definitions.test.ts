// Proves what the container definitions say. That they are the form ECS returns is canonical-definitions.test.ts's.
import assert from "node:assert/strict";
import { containerDefinitions, type ResolvedContainer } from "../../src/task/container-definitions.ts";

const image = `docker.io/acme/app@sha256:${"a".repeat(64)}`;
const context = { region: "ap-northeast-2" };
const app: ResolvedContainer = {
  image,
  port: 8080,
  environment: { ZED: "z", ALPHA: "a" },
  secrets: { TOKEN: { arn: "arn:secret" }, PASSWORD: { arn: "arn:db", jsonKey: "password" } },
  health: { http: "/livez" },
  dependsOn: { migrate: "SUCCESS" },
  logGroupName: "group",
};

describe("container definitions", () => {
  it("state everything ECS would add by itself", () => {
    assert.deepEqual(JSON.parse(containerDefinitions({ app: { image, logGroupName: "group" } }, context)), [
      {
        name: "app",
        image,
        cpu: 0,
        essential: true,
        environment: [],
        portMappings: [],
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        stopTimeout: 30,
        user: "1000:1000",
        readonlyRootFilesystem: true,
        linuxParameters: {
          capabilities: { add: [], drop: ["ALL"] },
          initProcessEnabled: true,
          tmpfs: [{ containerPath: "/tmp", size: 64, mountOptions: ["nodev", "noexec", "nosuid"] }],
        },
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": "group",
            "awslogs-region": "ap-northeast-2",
            "awslogs-stream-prefix": "app",
          },
        },
      },
    ]);
  });

  it("hand the port over as PORT and sort variables by name", () => {
    const [definition] = JSON.parse(containerDefinitions({ app }, context));
    assert.deepEqual(definition.environment, [
      { name: "ALPHA", value: "a" },
      { name: "PORT", value: "8080" },
      { name: "ZED", value: "z" },
    ]);
  });

  it("refer to secrets by ARN and JSON key", () => {
    const [definition] = JSON.parse(containerDefinitions({ app }, context));
    assert.deepEqual(definition.secrets, [
      { name: "PASSWORD", valueFrom: "arn:db:password::" },
      { name: "TOKEN", valueFrom: "arn:secret" },
    ]);
  });

  it("name the port only of the container that Service Connect reaches", () => {
    const port = (connectContainer?: string) =>
      JSON.parse(containerDefinitions({ app }, { ...context, connectContainer }))[0].portMappings;
    assert.deepEqual(port(), [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }]);
    assert.deepEqual(port("app"), [
      { containerPort: 8080, hostPort: 8080, protocol: "tcp", name: "app-8080", appProtocol: "http" },
    ]);
  });

  it("keep the order of a command's arguments", () => {
    const command = ["node", "main.mjs", "b", "a"];
    const [definition] = JSON.parse(containerDefinitions({ app: { ...app, command } }, context));
    assert.deepEqual(definition.command, command);
  });
});
