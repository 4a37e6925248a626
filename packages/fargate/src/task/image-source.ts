import * as pulumi from "@pulumi/pulumi";
import { got } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";
import type { Containers } from "./container.ts";
import { imageAddress } from "./image.ts";
import { isStandInImage } from "./stand-in-image.ts";
import type { TaskArgs } from "./task-args.ts";

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
 * cache. Those that an isolated network does not reach fail the program, all in one error, once the platform's outputs
 * are known: in a preview.
 */
export function pullAddresses(
  name: string,
  args: Pick<TaskArgs, "containers" | "platform">,
  resolved: Containers,
): pulumi.Output<Record<string, string>> {
  const { imageCache, reachesInternet } = args.platform;
  return pulumi.all([imageCache, reachesInternet]).apply(([cache, reaches]) => {
    const entries = Object.entries(resolved).map(([container, { image }]): [string, string] => {
      return [container, pullAddress(imageAddress(image), cache)];
    });
    // A step has its container's image.
    if (!reaches)
      requireEcr(
        name,
        entries.filter(([container]) => Object.hasOwn(args.containers, container)),
      );
    return Object.fromEntries(entries);
  });
}

function requireEcr(name: string, addresses: [container: string, address: string][]): void {
  const problems = new Problems();
  for (const [container, address] of addresses) {
    if (isStandInImage(address) || parseEcrAddress(address)) continue;
    const reason = `must come from ECR, since the network is isolated and reaches no other registry, got ${got(address)}; for images of Docker Hub set imageCache on the platform, or choose the network private`;
    problems.add(`containers.${container}.image`, reason);
  }
  problems.throwIfAny(`Task definition ${name}`);
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
