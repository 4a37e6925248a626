// Proves what is planned from hand-made registrations. That the real programs register such resources is shown by the
// end-to-end test; that AWS reads them the same way is not shown here.
import assert from "node:assert/strict";
import type { EvaluatedStack } from "@starter/stack-testing";
import type { Machine } from "../../../src/local/plan/container-source.ts";
import type { LocalPlan } from "../../../src/local/plan/local-plan.ts";
import { planLocal } from "../../../src/local/plan/plan-local.ts";
import { readDeployment } from "../../../src/local/plan/read-deployment.ts";
import type { ContainerDefinition } from "../../../src/provider-inputs.ts";
import { image, machine, resource, serviceResources, stack } from "../stack-fixture.ts";

const httpCheck = (port: number, path: string) => [
  "CMD",
  "bash",
  "-c",
  `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 2 _ s _ <&3 && [ "$s" = 200 ]`,
];

const app: ContainerDefinition = {
  name: "app",
  image: image("member"),
  essential: true,
  environment: [{ name: "PORT", value: "8080" }],
  portMappings: [{ containerPort: 8080 }],
  healthCheck: { command: httpCheck(8080, "/livez"), interval: 5, timeout: 3, retries: 3, startPeriod: 30 },
};
const nginx: ContainerDefinition = {
  name: "nginx",
  image: image("member-nginx"),
  essential: true,
  environment: [
    { name: "PORT", value: "8081" },
    { name: "UPSTREAM", value: "127.0.0.1:8080" },
  ],
  portMappings: [{ containerPort: 8081, name: "nginx-8081" }],
  dependsOn: [{ containerName: "app", condition: "HEALTHY" }],
};
const board: ContainerDefinition = {
  name: "app",
  image: image("board"),
  environment: [
    { name: "MEMBER_URL", value: "http://member" },
    { name: "PORT", value: "8080" },
  ],
};
const group = resource("aws:lb/targetGroup:TargetGroup", "member", {
  healthCheck: { path: "/readyz", matcher: "200" },
});
const rule = (name: string, priority: number, paths: string[], targetGroupArn: unknown) =>
  resource("aws:lb/listenerRule:ListenerRule", name, {
    priority,
    conditions: [{ pathPattern: { values: paths } }],
    actions: [{ type: "forward", targetGroupArn }],
  });
const memberStack = stack("member", [
  group,
  rule("member", 20, ["/api/members*"], group.outputs.arn),
  ...serviceResources("member", [nginx, app], {
    loadBalancers: [{ targetGroupArn: group.outputs.arn, containerName: "nginx", containerPort: 8081 }],
    serviceConnectConfiguration: {
      enabled: true,
      namespace: "arn:namespace",
      services: [{ portName: "nginx-8081", clientAlias: [{ dnsName: "member", port: 80 }] }],
    },
  }),
]);
const boardStack = (connect: object = { enabled: true, namespace: "arn:namespace" }) =>
  stack("board", serviceResources("board", [board], { serviceConnectConfiguration: connect }));

function plan(stacks: EvaluatedStack[], on: Machine = machine(), job?: string): LocalPlan {
  const planned = planLocal(readDeployment(stacks), on, [21001, 21002, 21003, 21004], job);
  if ("problems" in planned) throw new Error(JSON.stringify(planned.problems));
  return planned.plan;
}

function problems(stacks: EvaluatedStack[], job?: string) {
  const planned = planLocal(readDeployment(stacks), machine(), [21001, 21002, 21003, 21004], job);
  return "problems" in planned ? planned.problems : [];
}

describe("planLocal", () => {
  it("runs an app container from its source on a free port", () => {
    const container = plan([memberStack]).tasks[0]?.containers[0];
    assert.deepEqual(container, {
      name: "app",
      source: "apps/member/src/main.ts",
      command: [process.execPath, "/workspace/apps/member/src/main.ts"],
      cwd: "/workspace/apps/member",
      environment: { PORT: "21002", HOST: "127.0.0.1" },
      secrets: [],
      dependsOn: [],
      essential: true,
      health: {
        check: { kind: "http", port: 21002, path: "/livez" },
        intervalSeconds: 5,
        timeoutSeconds: 3,
        retries: 3,
        startPeriodSeconds: 30,
      },
    });
  });

  it("runs an nginx sidecar by its entrypoint, after the container it waits for", () => {
    const sidecar = plan([memberStack]).tasks[0]?.containers[1];
    assert.deepEqual(sidecar, {
      name: "nginx",
      source: "apps/member/nginx/site",
      command: ["bash", "/workspace/packages/nginx/entrypoint.sh"],
      cwd: "/workspace/apps/member",
      environment: {
        PORT: "21001",
        UPSTREAM: "127.0.0.1:21002",
        HOST: "127.0.0.1",
        NGINX_CORE: "/workspace/packages/nginx/core",
        NGINX_SITE: "/workspace/apps/member/nginx/site",
        NGINX_PAGE: "/workspace/apps/member/dist/page",
        NGINX_RUN_DIR: "/workspace/.local/dev/nginx/member",
        DRAIN_SECONDS: "0",
      },
      secrets: [],
      dependsOn: [{ containerName: "app", condition: "HEALTHY" }],
      essential: true,
    });
  });

  it("leads a listener rule to the local port of the target group's container", () => {
    const { routes, tasks } = plan([memberStack]);
    assert.deepEqual(routes, [
      {
        rule: "member",
        conditions: [{ pathPattern: { values: ["/api/members*"] } }],
        rewrites: [],
        to: { service: "member", port: 21001 },
      },
    ]);
    assert.deepEqual(tasks[0]?.targetChecks, [{ port: 21001, path: "/readyz", matcher: "200" }]);
  });

  it("orders the rules of all stacks by priority", () => {
    const other = stack("board", [
      rule("first", 10, ["/"], group.outputs.arn),
      group,
      ...memberStack.resources.slice(2),
    ]);
    const names = plan([memberStack, other]).routes.map(({ rule: name }) => name);
    assert.deepEqual(names, ["first", "member"]);
  });

  it("replaces Service Connect names by the local port", () => {
    const boardTask = plan([memberStack, boardStack()]).tasks[1];
    assert.equal(boardTask?.containers[0]?.environment.MEMBER_URL, "http://127.0.0.1:21001");
  });

  it("leaves a name alone in a task without Service Connect, where AWS would not resolve it either", () => {
    const boardTask = plan([memberStack, boardStack({ enabled: false })]).tasks[1];
    assert.equal(boardTask?.containers[0]?.environment.MEMBER_URL, "http://member");
  });

  it("leaves nginx out where it is not installed, and leads its callers to the app", () => {
    const { tasks, routes, notes } = plan([memberStack, boardStack()], machine({ nginx: false }));
    assert.deepEqual(
      tasks.map(({ containers }) => containers.map(({ name }) => name)),
      [["app"], ["app"]],
    );
    assert.deepEqual(routes[0]?.to, { service: "member", port: 21002 });
    assert.equal(tasks[1]?.containers[0]?.environment.MEMBER_URL, "http://127.0.0.1:21002");
    assert.deepEqual(notes, [
      "nginx is not installed: the sidecars are left out and requests go straight to the apps",
    ]);
  });

  const withPage = (nginx: boolean) =>
    machine({ nginx, exists: (path) => machine().exists(path) || path === "apps/member/web/build.ts" });
  for (const nginx of [true, false]) {
    it(`builds the page of a service, and lets ${nginx ? "its nginx" : "the gateway"} serve it`, () => {
      assert.deepEqual(plan([memberStack, boardStack()], withPage(nginx)).pages, [
        {
          service: "member",
          build: "apps/member/web/build.ts",
          folder: "/workspace/apps/member/dist/page",
          fromGateway: !nginx,
        },
      ]);
    });
  }

  it("plans no page for a service without one", () => {
    assert.deepEqual(plan([memberStack]).pages, []);
  });

  it("runs several desired tasks as one and none as none, and says so", () => {
    const many = stack("member", serviceResources("member", [app], { desiredCount: 2 }));
    const none = stack("board", serviceResources("board", [board], { desiredCount: 0 }));
    const { tasks, notes } = plan([many, none]);
    assert.deepEqual(
      tasks.map(({ service }) => service),
      ["member"],
    );
    assert.deepEqual(notes, ["member: desiredCount 2 is run as 1", "board: desiredCount 0 is run as 0"]);
  });

  const jobOf = (image: string) => {
    const container: ContainerDefinition = {
      name: "cleanup",
      image,
      command: ["node", "main.mjs", "clean-up"],
      environment: [{ name: "PORT", value: "9000" }],
    };
    return resource("aws:ecs/taskDefinition:TaskDefinition", "cleanup", {
      containerDefinitions: JSON.stringify([container]),
    });
  };
  const withJob = stack("board", [...boardStack().resources, jobOf(image("board"))]);

  it("runs no job unless asked to, and says how to ask", () => {
    const { tasks, job, notes } = plan([withJob]);
    assert.deepEqual(
      tasks.map(({ service }) => service),
      ["board"],
    );
    assert.equal(job, undefined);
    assert.deepEqual(notes, ["cleanup: a job, which is run once with: npm start -- --job cleanup"]);
  });

  it("runs a job to its end when asked to, from its source and beside the services", () => {
    const { tasks, job, notes } = plan([withJob], machine(), "cleanup");
    assert.deepEqual(
      tasks.map(({ service }) => service),
      ["board"],
    );
    assert.deepEqual(job, {
      service: "cleanup",
      folder: "stacks/board",
      containers: [
        {
          name: "cleanup",
          source: "apps/board/src/main.ts",
          command: [process.execPath, "/workspace/apps/board/src/main.ts", "clean-up"],
          cwd: "/workspace/apps/board",
          environment: { PORT: "21002", HOST: "127.0.0.1" },
          secrets: [],
          dependsOn: [],
          essential: true,
        },
      ],
      targetChecks: [],
      runsToEnd: true,
    });
    assert.deepEqual(notes, []);
  });

  it("does not mind a job that it could not run, unless asked to run it", () => {
    const redis = stack("board", [jobOf("docker.io/library/redis@sha256:b")]);
    assert.deepEqual(problems([redis]), []);
    assert.deepEqual(
      problems([redis], "cleanup").map(({ where }) => where),
      ["stacks/board, container cleanup"],
    );
  });

  it("rejects a job that is not there, and says which are", () => {
    assert.deepEqual(problems([withJob], "report"), [
      { where: "--job", message: "must be cleanup, got report" },
    ]);
    assert.deepEqual(problems([boardStack()], "report"), [
      { where: "--job", message: "must be left out, as there is no job, got report" },
    ]);
  });

  it("tells two services of one name apart by their stacks' folders", () => {
    const stacks = [
      stack("member", serviceResources("web", [app])),
      stack("board", serviceResources("web", [board])),
    ];
    assert.deepEqual(
      plan(stacks).tasks.map(({ service }) => service),
      ["member-web", "board-web"],
    );
  });

  it("gives a before step its own arguments", () => {
    const migrate = { ...app, name: "migrate", essential: false, command: ["node", "main.mjs", "migrate"] };
    const container = plan([stack("member", serviceResources("member", [migrate]))]).tasks[0]?.containers[0];
    assert.deepEqual(container?.command, [process.execPath, "/workspace/apps/member/src/main.ts", "migrate"]);
    assert.equal(container?.essential, false);
  });

  it("takes ECS's numbers where a health check has none, and local ports in its command", () => {
    const checked = { ...app, healthCheck: { command: ["CMD", "curl", "http://localhost:8080/"] } };
    const container = plan([stack("member", serviceResources("member", [checked]))]).tasks[0]?.containers[0];
    assert.deepEqual(container?.health, {
      check: { kind: "command", command: ["curl", "http://127.0.0.1:21001/"] },
      intervalSeconds: 30,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 0,
    });
  });

  it("answers as the listener does when no rule matches, else with 404", () => {
    const listener = resource("aws:lb/listener:Listener", "http", {
      defaultActions: [
        {
          type: "fixed-response",
          fixedResponse: { contentType: "text/html", messageBody: "gone", statusCode: "410" },
        },
      ],
    });
    const redirect = resource("aws:lb/listener:Listener", "plain", {
      defaultActions: [{ type: "redirect" }],
    });
    const platform = stack("platform", [redirect, listener]);
    assert.deepEqual(plan([platform]).fallback, { status: 410, contentType: "text/html", body: "gone" });
    assert.deepEqual(plan([]).fallback, { status: 404, contentType: "text/plain", body: "" });
  });

  it("gives each RDS instance a database, with the stack in the name only where two would clash", () => {
    const instance = (name: string, dbName: string) =>
      resource("aws:rds/instance:Instance", name, { dbName });
    const stacks = [
      stack("member", [instance("main-db", "app"), instance("audit", "audit")]),
      stack("board", [instance("main-db", "app")]),
    ];
    assert.deepEqual(
      plan(stacks).databases.map(({ folder, name }) => [folder, name]),
      [
        ["stacks/member", "member_main_db_app"],
        ["stacks/member", "audit"],
        ["stacks/board", "board_main_db_app"],
      ],
    );
  });

  it("rejects an image without source, naming container, stack and image", () => {
    const redis = { name: "cache", image: "docker.io/library/redis@sha256:b" };
    assert.deepEqual(problems([stack("member", serviceResources("member", [app, redis]))]), [
      {
        where: "stacks/member, container cache",
        message:
          "image: must be named after a folder of apps/, or <folder>-nginx for its sidecar, to run from source, got docker.io/library/redis@sha256:b; rename the image or add the folder",
      },
    ]);
  });

  it("rejects a command that the sources do not have, and a cyclic start order, together", () => {
    const shell = { ...app, command: ["sh", "-c", "true"] };
    const cyclic = { ...board, dependsOn: [{ containerName: "app", condition: "START" as const }] };
    const stacks = [
      stack("member", serviceResources("member", [shell])),
      stack("board", serviceResources("board", [cyclic])),
    ];
    assert.deepEqual(problems(stacks), [
      {
        where: "stacks/member, container app",
        message: 'command: must begin with "node", "main.mjs" to run from source, got ["sh","-c","true"]',
      },
      { where: "stacks/board", message: "dependsOn: must not be cyclic, got app → app" },
    ]);
  });
});
