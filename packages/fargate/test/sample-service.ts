import * as pulumi from "@pulumi/pulumi";
import { type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import {
  Database,
  FargateService,
  type FargateServiceArgs,
  nginxSidecar,
  type Platform,
  standInPlatformOutputs,
} from "../src/index.ts";

/** An image address by digest. */
export function imageOf(name: string): string {
  return `docker.io/acme/${name}@sha256:${"a".repeat(64)}`;
}

/** The platform's stand-in outputs as a service's program reads them. */
export function samplePlatform(): Platform {
  const entries = Object.entries(standInPlatformOutputs).map(([name, value]) => [name, pulumi.output(value)]);
  return Object.fromEntries(entries) as Platform;
}

/** A complete service: app, nginx, migration, route, Service Connect and database; `overrides` replace whole fields. */
export function sampleService(overrides: Partial<FargateServiceArgs> = {}): FargateService {
  const platform = samplePlatform();
  const database = new Database("shop", { platform });
  return new FargateService("shop", {
    platform,
    containers: {
      app: {
        image: imageOf("shop"),
        port: 8080,
        environment: database.access.environment,
        secrets: database.access.secrets,
        health: { http: "/livez" },
      },
      nginx: nginxSidecar({
        image: imageOf("shop-nginx"),
        upstream: "app",
        platform,
      }),
    },
    before: { migrate: { container: "app", command: ["node", "migrate"], ...database.adminAccess } },
    route: { paths: ["/api/shop*"], container: "nginx" },
    connect: { as: "shop", container: "nginx" },
    database,
    ...overrides,
  });
}

/** Registers the sample service and returns what reached the engine. */
export function recordService(overrides: Partial<FargateServiceArgs> = {}, options: RecordOptions = {}) {
  return recordRegistrations(() => void sampleService(overrides), options);
}

/** The problems of a sample service with these fields, as `field: reason`. */
export async function problemsOf(
  overrides: Partial<FargateServiceArgs>,
  options: RecordOptions = {},
): Promise<string[]> {
  const recorded = await recordService(overrides, options);
  return recorded.problems.map(({ where, message }) => `${where}: ${message}`);
}
