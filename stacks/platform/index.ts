import * as pulumi from "@pulumi/pulumi";
import { Cluster, exportPlatform, LoadBalancer, Network, type NetworkArgs } from "@starter/fargate";

const config = new pulumi.Config();

const kind = config.require<NetworkArgs["kind"]>("network");
const network = new Network(
  "network",
  kind === "default" ? { kind } : { kind, zones: config.requireNumber("zones") },
);

const cluster = new Cluster("cluster", {
  network,
  containerInsights: config.require<"off" | "standard" | "enhanced">("containerInsights"),
});

const loadBalancer = new LoadBalancer("lb", {
  network,
  deletionProtection: config.requireBoolean("deletionProtection"),
});

export default exportPlatform({ network, cluster, loadBalancer });
