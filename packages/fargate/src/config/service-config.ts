import * as pulumi from "@pulumi/pulumi";
import type { DatabaseArgs } from "../database/database-args.ts";
import type { AlarmsArgs } from "../observability/alarms-args.ts";
import { type Platform, readPlatform } from "../platform/read-platform.ts";
import type { DeploymentArgs } from "../service/deployment.ts";
import type { FargateServiceArgs } from "../service/fargate-service-args.ts";
import type { ScalingArgs } from "../service/scaling.ts";
import { type Image, releasedImages } from "../task/image.ts";
import { requireTags } from "./default-tags.ts";

/** What differs between the environments of a service: the configuration that each service's Pulumi.yaml declares. */
export interface ServiceConfig {
  platform: Platform;
  /** Of the app and of its nginx sidecar. */
  images: { app: Image; nginx: Image };
  /** For FargateService: all that an environment decides. */
  service: Pick<
    FargateServiceArgs,
    "platform" | "size" | "scaling" | "deployment" | "alarms" | "deregistrationDelaySeconds" | "forceDelete"
  >;
  /** For Database. */
  database: DatabaseArgs;
}

/**
 * Reads the configuration of a service's stack, and the outputs of the platform it names.
 * @param name The service: images are `<namespace>/<name>` and `<namespace>/<name>-nginx`.
 * @param platformProject Pulumi project of the platform.
 */
export async function readServiceConfig(name: string, platformProject: string): Promise<ServiceConfig> {
  requireTags(name);
  const config = new pulumi.Config();
  const stackName = config.get("platformStack") || undefined;
  const platform = await readPlatform({ project: platformProject, stackName });
  const sturdy = config.requireBoolean("sturdyDatabase");
  return {
    platform,
    images: releasedImages({ app: name, nginx: `${name}-nginx` }, config),
    service: {
      platform,
      size: { cpu: config.requireNumber("cpu"), memoryMiB: config.requireNumber("memoryMiB") },
      scaling: readScaling(config),
      deployment: config.requireObject<DeploymentArgs>("deployment"),
      alarms: config.requireObject<AlarmsArgs>("alarms"),
      forceDelete: config.requireBoolean("forceDelete"),
      deregistrationDelaySeconds: config.requireNumber("deregistrationDelaySeconds"),
    },
    database: {
      platform,
      multiAz: sturdy,
      finalSnapshot: sturdy,
      deletionProtection: config.requireBoolean("deletionProtection"),
    },
  };
}

/** The object `scaling` where it says anything, else the number `count`. What they may be is checked by the service. */
function readScaling(config: pulumi.Config): ScalingArgs {
  const scaling = config.requireObject<ScalingArgs>("scaling");
  return Object.keys(scaling).length > 0 ? scaling : { count: config.requireNumber("count") };
}
