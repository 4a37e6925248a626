// Proves which figures the dashboard searches for, and that no service is named in it; that CloudWatch reads these
// expressions so is read in its documentation.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import type { ClusterArgs } from "../../src/index.ts";
import { recordEnvironment, watchedPlatform } from "./record-environment.ts";

interface Widget {
  type: string;
  width: number;
  properties: { title?: string; region?: string; metrics?: unknown[][]; query?: string; markdown?: string };
}

async function body(containerInsights?: ClusterArgs["containerInsights"]) {
  const recorded = await recordEnvironment(containerInsights);
  assert.deepEqual(recorded.problems, []);
  const { dashboardBody, dashboardName } = recorded.one("aws:cloudwatch/dashboard:Dashboard").inputs;
  assert.equal(dashboardName, "starter-platform-dev");
  return JSON.parse(String(dashboardBody)) as { periodOverride: string; widgets: Widget[] };
}

const widgetsOf = async (...args: Parameters<typeof body>) =>
  new Map((await body(...args)).widgets.map((widget) => [widget.properties.title, widget]));
const ofTargets = (metric: string, stat: string, label: string) => [
  {
    expression: `SEARCH('{AWS/ApplicationELB,LoadBalancer,TargetGroup} MetricName="${metric}" LoadBalancer="app/lb/0000000000000000"', '${stat}', 60)`,
    label: `${label}\${PROP('Dim.TargetGroup')}`,
  },
];
const ofServices = (namespace: string, metric: string, stat: string, label = "") => [
  {
    expression: `SEARCH('{${namespace},ClusterName,ServiceName} MetricName="${metric}" ClusterName="cluster"', '${stat}', 60)`,
    label: `${label}\${PROP('Dim.ServiceName')}`,
  },
];

describe("Dashboard", () => {
  it("shows requests, latency, errors, targets, CPU and memory of whatever service there is", async () => {
    const widgets = await widgetsOf();
    const metrics = (title: string) => widgets.get(title)?.properties.metrics;
    assert.deepEqual(metrics("Requests a minute"), [ofTargets("RequestCount", "Sum", "")]);
    assert.deepEqual(metrics("Seconds to answer"), [
      ofTargets("TargetResponseTime", "p50", "p50 "),
      ofTargets("TargetResponseTime", "p90", "p90 "),
      ofTargets("TargetResponseTime", "p99", "p99 "),
    ]);
    assert.deepEqual(metrics("Answers with 4xx and 5xx a minute"), [
      ofTargets("HTTPCode_Target_4XX_Count", "Sum", "4xx "),
      ofTargets("HTTPCode_Target_5XX_Count", "Sum", "5xx "),
      [
        "AWS/ApplicationELB",
        "HTTPCode_ELB_5XX_Count",
        "LoadBalancer",
        "app/lb/0000000000000000",
        { stat: "Sum", label: "5xx of the load balancer itself" },
      ],
    ]);
    assert.deepEqual(metrics("Targets that are healthy, and that are not"), [
      ofTargets("HealthyHostCount", "Minimum", "healthy "),
      ofTargets("UnHealthyHostCount", "Maximum", "unhealthy "),
    ]);
    assert.deepEqual(metrics("CPU in percent"), [ofServices("AWS/ECS", "CPUUtilization", "Average")]);
    assert.deepEqual(metrics("Memory in percent"), [ofServices("AWS/ECS", "MemoryUtilization", "Average")]);
  });

  it("lists deployments and stopped tasks from the events' log", async () => {
    const widgets = await widgetsOf();
    const query = (title: string) => widgets.get(title)?.properties.query;
    assert.equal(
      query("Deployments"),
      "SOURCE 'events' | fields @timestamp, resources.0 as service, detail.eventName as event, detail.reason as reason | filter `detail-type` = \"ECS Deployment State Change\" | sort @timestamp desc | limit 50",
    );
    assert.equal(
      query("Tasks that stopped"),
      "SOURCE 'events' | fields @timestamp, detail.group as service, detail.stopCode as code, detail.stoppedReason as reason | filter `detail-type` = \"ECS Task State Change\" | sort @timestamp desc | limit 50",
    );
  });

  it("counts running tasks by samples without Container Insights, and says how to count desired ones", async () => {
    const { widgets } = await body();
    const running = widgets.find(({ properties }) => properties.title === "Tasks that run");
    assert.deepEqual(running?.properties.metrics, [ofServices("AWS/ECS", "CPUUtilization", "SampleCount")]);
    const [text, ...others] = widgets.filter(({ type }) => type === "text");
    assert.deepEqual(others, []);
    assert.match(text?.properties.markdown ?? "", /`pulumi .* config set containerInsights standard`/);
  });

  for (const kind of ["standard", "enhanced"] as const) {
    it(`shows running against desired tasks with Container Insights, ${kind}`, async () => {
      const widgets = await widgetsOf(kind);
      assert.deepEqual(widgets.get("Tasks that run, and that should")?.properties.metrics, [
        ofServices("ECS/ContainerInsights", "RunningTaskCount", "Average", "running "),
        ofServices("ECS/ContainerInsights", "DesiredTaskCount", "Average", "desired "),
      ]);
      assert.ok([...widgets.values()].every(({ type }) => type !== "text"));
    });
  }

  it("fills its rows, reads one region, and keeps expressions within CloudWatch's 1024 characters", async () => {
    for (const insights of ["off", "enhanced"] as const) {
      const { widgets, periodOverride } = await body(insights);
      assert.equal(periodOverride, "inherit");
      assert.equal(widgets.reduce((sum, { width }) => sum + width, 0) % 24, 0);
      const read = widgets.filter(({ type }) => type !== "text");
      assert.deepEqual([...new Set(read.map(({ properties }) => properties.region))], ["us-east-1"]);
      const searches = JSON.stringify(read).match(/SEARCH\(.*?60\)/g) ?? [];
      const longest = Math.max(...searches.map(({ length }) => length));
      assert.ok(longest + 100 < 1024, String(longest));
    }
  });

  it("rejects a name that Pulumi's names cannot begin with", async () => {
    const recorded = await recordRegistrations(() => watchedPlatform({ dashboard: "Dashboard" }));
    assert.deepEqual(
      recorded.problems.map(({ where }) => where),
      ["name"],
    );
    assert.deepEqual(recorded.byType("aws:cloudwatch/dashboard:Dashboard"), []);
  });
});
