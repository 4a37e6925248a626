import { type RecordedProgram, recordRegistrations } from "@starter/stack-testing";
import {
  AlarmTopic,
  Cluster,
  type ClusterArgs,
  Dashboard,
  LoadBalancer,
  Network,
  ServiceEvents,
} from "../../src/index.ts";

/** Registers a platform with all that watches it. */
export function recordEnvironment(
  containerInsights?: ClusterArgs["containerInsights"],
): Promise<RecordedProgram> {
  return recordRegistrations(() => void watchedPlatform({ containerInsights }), {
    project: "starter-platform",
  });
}

/** A platform with all that watches it, under other names where some are given. */
export function watchedPlatform(
  options: Pick<ClusterArgs, "containerInsights"> & { events?: string; dashboard?: string } = {},
): void {
  const network = new Network("network", { kind: "default" });
  const cluster = new Cluster("cluster", { network, containerInsights: options.containerInsights });
  const loadBalancer = new LoadBalancer("lb", { network, insecureHttp: true });
  const alarmTopic = new AlarmTopic("alarms", {});
  const events = new ServiceEvents(options.events ?? "events", { cluster, alarmTopic });
  new Dashboard(options.dashboard ?? "dashboard", { cluster, loadBalancer, events });
}
