export { requireTags } from "./config/default-tags.ts";
export { readHttpsConfig } from "./config/https-config.ts";
export { readNetworkConfig } from "./config/network-config.ts";
export { readServiceConfig, type ServiceConfig } from "./config/service-config.ts";
export { Database, type DatabaseAccess } from "./database/database.ts";
export type { DatabaseArgs } from "./database/database-args.ts";
export { defaults } from "./defaults.ts";
export { Job } from "./job/job.ts";
export type { JobArgs, JobScheduleArgs } from "./job/job-args.ts";
export { AlarmTopic, type AlarmTopicArgs } from "./observability/alarm-topic.ts";
export type { AlarmsArgs } from "./observability/alarms-args.ts";
export { Dashboard, type DashboardArgs } from "./observability/dashboard.ts";
export { ServiceEvents, type ServiceEventsArgs } from "./observability/service-events.ts";
export type { AccessLogsArgs } from "./platform/access-logs.ts";
export { Cluster, type ClusterArgs } from "./platform/cluster.ts";
export { exportPlatform } from "./platform/export-platform.ts";
export type { DomainArgs, ExistingCertificateArgs, HttpsArgs } from "./platform/https.ts";
export { ImageCache } from "./platform/image-cache.ts";
export { LoadBalancer } from "./platform/load-balancer.ts";
export type { LoadBalancerArgs } from "./platform/load-balancer-args.ts";
export { Network } from "./platform/network.ts";
export type {
  DefaultNetworkArgs,
  ExistingNetworkArgs,
  IsolatedNetworkArgs,
  NetworkArgs,
  PrivateNetworkArgs,
  PublicNetworkArgs,
} from "./platform/network-args.ts";
export { stayInPlace } from "./platform/network-place.ts";
export { type PlatformOutputs, standInPlatformOutputs } from "./platform/platform-outputs.ts";
export { type Platform, type ReadPlatformArgs, readPlatform } from "./platform/read-platform.ts";
export { RegistryCredentials } from "./platform/registry-credentials.ts";
export type { RegistryLoginArgs } from "./platform/registry-login.ts";
export { GeneratedSecret, type GeneratedSecretArgs } from "./secret/generated-secret.ts";
export type { SecretReference } from "./secret/secret-reference.ts";
export type { ConnectArgs, ConnectClientArgs, ConnectServerArgs } from "./service/connect.ts";
export type {
  BlueGreenDeployment,
  CanaryDeployment,
  DeploymentArgs,
  LinearDeployment,
  RollingDeployment,
  TestRequests,
} from "./service/deployment.ts";
export { FargateService } from "./service/fargate-service.ts";
export type { FargateServiceArgs } from "./service/fargate-service-args.ts";
export type { RouteArgs } from "./service/route.ts";
export type { RouteRewrite } from "./service/route-rewrite.ts";
export type {
  AutoscalingArgs,
  FixedScalingArgs,
  ScalingArgs,
  ScalingScheduleArgs,
} from "./service/scaling.ts";
export type { Capacity, CapacityShare, CapacityShares } from "./task/capacity.ts";
export type { BeforeStepArgs, ContainerArgs, StartCondition } from "./task/container.ts";
export type { ContainerResources } from "./task/container-resources.ts";
export {
  type CommandHealth,
  type Health,
  type HttpHealth,
  type ParsedHealth,
  parseHealthCommand,
} from "./task/health.ts";
export { type Image, releasedImages, type UnreleasedImage } from "./task/image.ts";
export { type NginxSidecarArgs, nginxSidecar } from "./task/nginx-sidecar.ts";
export type { TaskArgs, Transform } from "./task/task-args.ts";
export type { Architecture, TaskSize } from "./task/task-size.ts";
