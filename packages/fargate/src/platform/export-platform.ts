import * as pulumi from "@pulumi/pulumi";
import type { AlarmTopic } from "../observability/alarm-topic.ts";
import type { Cluster } from "./cluster.ts";
import type { ImageCache } from "./image-cache.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import type { Network } from "./network.ts";
import type { PlatformOutputs } from "./platform-outputs.ts";
import type { Platform } from "./read-platform.ts";
import type { RegistryCredentials } from "./registry-credentials.ts";

/** Exactly the outputs that services read, from the platform's components; the platform program's default export. */
export function exportPlatform(parts: {
  network: Network;
  cluster: Cluster;
  loadBalancer: LoadBalancer;
  /** Left out: images are pulled anonymously. */
  registryCredentials?: RegistryCredentials;
  /** Left out: images are pulled from where they were pushed. */
  imageCache?: ImageCache;
  /** Left out: the services' alarms tell nobody. */
  alarmTopic?: AlarmTopic;
}): Platform {
  const { network, cluster, loadBalancer, registryCredentials, imageCache, alarmTopic } = parts;
  const outputs: { [Name in keyof PlatformOutputs]: pulumi.Output<PlatformOutputs[Name]> } = {
    clusterArn: cluster.cluster.arn,
    clusterName: cluster.cluster.name,
    namespaceArn: cluster.namespace.arn,
    connectSecurityGroupId: cluster.connectSecurityGroup.id,
    vpcId: network.vpcId,
    vpcCidrBlock: network.cidrBlock,
    taskSubnetIds: network.taskSubnetIds,
    assignPublicIp: pulumi.output(network.assignPublicIp),
    reachesInternet: pulumi.output(network.reachesInternet),
    databaseSubnetIds: network.databaseSubnetIds,
    listenerArn: loadBalancer.listener.arn,
    loadBalancerSecurityGroupId: loadBalancer.securityGroup.id,
    registryCredentialsArn: registryCredentials?.arn ?? pulumi.output(""),
    imageCache: imageCache?.address ?? pulumi.output(""),
    url: loadBalancer.url,
    alarmTopicArn: alarmTopic?.topic.arn ?? pulumi.output(""),
  };
  return outputs;
}
