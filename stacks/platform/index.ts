import * as pulumi from "@pulumi/pulumi";
import {
  AlarmTopic,
  Cluster,
  Dashboard,
  exportPlatform,
  ImageCache,
  LoadBalancer,
  Network,
  RegistryCredentials,
  readHttpsConfig,
  readNetworkConfig,
  requireTags,
  ServiceEvents,
  stayInPlace,
} from "@starter/fargate";

requireTags("platform");
const config = new pulumi.Config();

const network = new Network("network", await stayInPlace(readNetworkConfig(config)));

const loadBalancer = new LoadBalancer("lb", {
  network,
  https: readHttpsConfig(config),
  insecureHttp: config.requireBoolean("insecureHttp"),
  internal: config.requireBoolean("internalLoadBalancer"),
  accessLogs: config.requireBoolean("accessLogs")
    ? {
        retentionDays: config.requireNumber("accessLogsRetentionDays"),
        forceDestroy: config.requireBoolean("accessLogsForceDestroy"),
      }
    : undefined,
  deletionProtection: config.requireBoolean("deletionProtection"),
});

const login = {
  username: config.require("dockerHubUsername"),
  token: config.requireSecret("dockerHubToken"),
};
const imageCache = config.requireBoolean("imageCache") ? new ImageCache("docker-hub", login) : undefined;
const registryCredentials =
  login.username !== "" && imageCache === undefined
    ? new RegistryCredentials("docker-hub", login)
    : undefined;

const alarmTopic = new AlarmTopic("alarms", { emails: config.requireObject("alarmEmails") });

const cluster = new Cluster(
  "cluster",
  { network, containerInsights: config.require<"off" | "standard" | "enhanced">("containerInsights") },
  // Deleted first, which AWS refuses while a service stands: nothing that services need goes before they do.
  {
    dependsOn: [network, loadBalancer, registryCredentials, imageCache, alarmTopic].filter((part) => !!part),
  },
);

const events = new ServiceEvents("events", { cluster, alarmTopic });
if (config.requireBoolean("dashboard")) new Dashboard("dashboard", { cluster, loadBalancer, events });

export default exportPlatform({
  network,
  cluster,
  loadBalancer,
  registryCredentials,
  imageCache,
  alarmTopic,
});
