import { eventTypes } from "./service-events.ts";

/** Where the figures of an environment are. */
export interface DashboardPlaces {
  region: string;
  clusterName: string;
  /** `app/<name>/<id>` */
  loadBalancer: string;
  logGroupName: string;
  /** Whether the cluster has Container Insights, which count desired tasks. */
  containerInsights: boolean;
}

interface Widget {
  type: "metric" | "log" | "text";
  width: number;
  height: number;
  properties: Record<string, unknown>;
}

/** Columns of a dashboard. */
const columns = 24;
const graph = { type: "metric", width: 8, height: 6 } as const;
const table = { type: "log", width: 12, height: 8 } as const;

/**
 * The dashboard as CloudWatch reads it. Widgets without a place are laid out in rows, from left to right.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(places: DashboardPlaces): { periodOverride: string; widgets: Widget[] } {
  // Sums and numbers of samples are by the minute, however long the time that is looked at.
  return { periodOverride: "inherit", widgets: [...graphs(places), ...tables(places)] };
}

function graphs(places: DashboardPlaces): Widget[] {
  const { loadBalancer } = places;
  const drawn = (title: string, metrics: unknown[][]) => draw(title, metrics, places);
  const target = (name: string, stat: string, label?: string) => ofTargets(places, name, stat, label);
  const service = (name: string, stat: string) => ofServices(places, "AWS/ECS", name, stat);
  const insights = (name: string, label: string) =>
    ofServices(places, "ECS/ContainerInsights", name, "Average", label);
  return [
    drawn("Requests a minute", [target("RequestCount", "Sum")]),
    drawn("Seconds to answer", [
      target("TargetResponseTime", "p50", "p50"),
      target("TargetResponseTime", "p90", "p90"),
      target("TargetResponseTime", "p99", "p99"),
    ]),
    drawn("Answers with 4xx and 5xx a minute", [
      target("HTTPCode_Target_4XX_Count", "Sum", "4xx"),
      target("HTTPCode_Target_5XX_Count", "Sum", "5xx"),
      [
        "AWS/ApplicationELB",
        "HTTPCode_ELB_5XX_Count",
        "LoadBalancer",
        loadBalancer,
        { stat: "Sum", label: "5xx of the load balancer itself" },
      ],
    ]),
    drawn("Targets that are healthy, and that are not", [
      target("HealthyHostCount", "Minimum", "healthy"),
      target("UnHealthyHostCount", "Maximum", "unhealthy"),
    ]),
    drawn("CPU in percent", [service("CPUUtilization", "Average")]),
    drawn("Memory in percent", [service("MemoryUtilization", "Average")]),
    ...(places.containerInsights
      ? [
          {
            ...drawn("Tasks that run, and that should", [
              insights("RunningTaskCount", "running"),
              insights("DesiredTaskCount", "desired"),
            ]),
            width: columns,
          },
        ]
      : [
          // Each task is a sample: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html
          { ...drawn("Tasks that run", [service("CPUUtilization", "SampleCount")]), width: 16 },
          {
            type: "text" as const,
            width: 8,
            height: graph.height,
            properties: {
              markdown:
                "How many tasks **should** run is counted with Container Insights only, which cost by task and container: " +
                "`pulumi -C stacks/platform config set containerInsights standard`, then `pulumi up`.",
            },
          },
        ]),
  ];
}

function tables(places: DashboardPlaces): Widget[] {
  return [
    list(
      "Deployments",
      [
        "fields @timestamp, resources.0 as service, detail.eventName as event, detail.reason as reason",
        `filter \`detail-type\` = "${eventTypes.deployment}"`,
      ],
      places,
    ),
    list(
      "Tasks that stopped",
      [
        "fields @timestamp, detail.group as service, detail.stopCode as code, detail.stoppedReason as reason",
        `filter \`detail-type\` = "${eventTypes.task}"`,
      ],
      places,
    ),
  ];
}

function draw(title: string, metrics: unknown[][], { region }: DashboardPlaces): Widget {
  return { ...graph, properties: { title, region, view: "timeSeries", period: 60, metrics } };
}

function list(title: string, commands: string[], { region, logGroupName }: DashboardPlaces): Widget {
  const query = [`SOURCE '${logGroupName}'`, ...commands, "sort @timestamp desc", "limit 50"].join(" | ");
  return { ...table, properties: { title, region, view: "table", query } };
}

/** One line for each target group, by its name, which begins with the service's. */
function ofTargets({ loadBalancer }: DashboardPlaces, metric: string, stat: string, label = ""): unknown[] {
  const terms = `{AWS/ApplicationELB,LoadBalancer,TargetGroup} MetricName="${metric}" LoadBalancer="${loadBalancer}"`;
  return search(terms, stat, `${label} \${PROP('Dim.TargetGroup')}`.trim());
}

/** One line for each service. */
function ofServices(
  { clusterName }: DashboardPlaces,
  namespace: string,
  metric: string,
  stat: string,
  label = "",
): unknown[] {
  const terms = `{${namespace},ClusterName,ServiceName} MetricName="${metric}" ClusterName="${clusterName}"`;
  return search(terms, stat, `${label} \${PROP('Dim.ServiceName')}`.trim());
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
function search(terms: string, stat: string, label: string): unknown[] {
  return [{ expression: `SEARCH('${terms}', '${stat}', 60)`, label }];
}
