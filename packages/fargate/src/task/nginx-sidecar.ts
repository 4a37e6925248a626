import { defaults } from "../defaults.ts";
import type { Platform } from "../platform/read-platform.ts";
import type { ContainerArgs } from "./container.ts";
import type { Image } from "./image.ts";

/** Arguments of an nginx sidecar. */
export interface NginxSidecarArgs {
  /** Image built from `apps/<service>/nginx`. */
  image: Image;
  /** The container of the same task that nginx forwards to; it needs a port and a health check. */
  upstream: string;
  /** The platform, whose network's X-Forwarded-For is believed: the load balancer stands there. */
  platform: Pick<Platform, "vpcCidrBlock">;
  /** Port it listens on, 1024 to 65535. @default 8081 */
  port?: number;
}

/**
 * The nginx container in front of a web server of the same task. It starts after the web server is healthy, hence
 * stops before it, and on SIGTERM serves on for 15 s while `/readyz` already answers 503.
 */
export function nginxSidecar(args: NginxSidecarArgs): ContainerArgs {
  const { nginx } = defaults;
  return {
    image: args.image,
    port: args.port ?? nginx.port,
    user: nginx.user,
    environment: { REAL_IP_FROM: args.platform.vpcCidrBlock },
    health: { http: nginx.healthPath },
    upstream: args.upstream,
    drainSeconds: nginx.drainSeconds,
    stopTimeoutSeconds: nginx.stopTimeoutSeconds,
  };
}
