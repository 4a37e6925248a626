import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../platform/read-platform.ts";
import type { Containers } from "./container.ts";
import { imageAddress } from "./image.ts";
import { isStandInImage } from "./stand-in-image.ts";

/** A repository in ECR. */
export interface EcrRepository {
  account: string;
  region: string;
  /** `docker-hub-dev/acme/member` */
  repository: string;
}

const dockerHub = /^(?:(?:index|registry-1)\.)?docker\.io\//;
const otherRegistry = /^(?:[^/]*[.:][^/]*|localhost)\//;
const ecr =
  /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<repository>[^@:]+)/;

/**
 * Address that each container of a task pulls: below the platform's ECR cache for images of Docker Hub, where there is a
 * cache. One that an isolated network does not reach fails the program with a sentence, in a preview too.
 */
export function pullAddresses(
  containers: Containers,
  platform: Pick<Platform, "imageCache" | "reachesInternet">,
): pulumi.Output<Record<string, string>> {
  return pulumi.all([platform.imageCache, platform.reachesInternet]).apply(([cache, reachesInternet]) => {
    const entries = Object.entries(containers).map(([name, { image }]): [string, string] => {
      const address = pullAddress(imageAddress(image), cache);
      if (reachesInternet || isStandInImage(address) || parseEcrAddress(address)) return [name, address];
      throw new pulumi.RunError(
        `containers.${name}.image: must come from ECR, since the network is isolated and reaches no other registry, got ${address}; for images of Docker Hub set imageCache on the platform, or choose the network private`,
      );
    });
    return Object.fromEntries(entries);
  });
}

/** Where an image lies: below the cache's address when it is one of Docker Hub and there is a cache. */
export function pullAddress(address: string, cache: string): string {
  if (cache === "" || isStandInImage(address)) return address;
  if (!isOnDockerHub(address)) return address;
  const path = address.replace(dockerHub, "");
  // Docker Hub's official images have no namespace when written, but do have one.
  return `${cache}/${path.includes("/") ? path : `library/${path}`}`;
}

/** Whether an image comes from Docker Hub itself, where the platform's login for it is good. */
export function isOnDockerHub(address: string): boolean {
  return dockerHub.test(address) || !otherRegistry.test(address);
}

/** The repository of an image in ECR; undefined for any other registry. */
export function parseEcrAddress(address: string): EcrRepository | undefined {
  const { account, region, repository } = ecr.exec(address)?.groups ?? {};
  return account && region && repository ? { account, region, repository } : undefined;
}
