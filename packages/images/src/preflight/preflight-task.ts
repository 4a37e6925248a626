import type { PullLimit } from "../registry/pull-limit.ts";

/** A container of a task, as far as its image must fit it. */
export interface TaskContainer {
  name: string;
  /** Address by digest. */
  image: string;
  /** Port that the load balancer or other services reach. */
  port?: number;
  /** User it runs as; the image's own when left out. */
  user?: string;
  /** In place of the image's own. */
  entryPoint?: string[];
  /** In place of the image's own. */
  command?: string[];
  environment: Record<string, string>;
  /** As ECS has it: `["CMD", "node", …]`. */
  healthCommand?: string[];
}

/** A task definition whose images are checked. */
export interface PreflightTask {
  /** Folder of its stack: `stacks/member`. */
  stack: string;
  service: string;
  architecture: "amd64" | "arm64";
  /** Size of the disk on which images are kept, packed and unpacked. */
  ephemeralStorageGiB: number;
  /** Tasks that a deployment starts. */
  count: number;
  containers: TaskContainer[];
}

/** Something to put right (`error`) or to know (`warning`) before a deployment. */
export interface Finding {
  level: "error" | "warning";
  /** `stacks/member`, or a place in it; absent for what concerns all stacks. */
  stack?: string;
  container?: string;
  /** What must hold, what was got, what to do: one line. */
  message: string;
}

/** A container's image as it was found. */
export interface CheckedImage {
  stack: string;
  service: string;
  container: string;
  image: string;
  architecture: string;
  /** Whose login read it; absent for none. */
  login?: string;
  /** What a task downloads; absent when the image could not be read. */
  compressedBytes?: number;
  /** What a task unpacks; known with `deep` only. */
  unpackedBytes?: number;
}

/** What Docker Hub still lets be pulled, and what is needed. */
export interface PullReport extends PullLimit {
  /** Whose login is counted; absent for this machine's address. */
  login?: string;
  /** Pulls that one deployment of all services takes. */
  deployment: number;
  /** Pulls of a deployment that is rolled back. */
  withRollback: number;
}

/** What a preflight found. */
export interface PreflightReport {
  images: CheckedImage[];
  /** Absent where no image is Docker Hub's, or there is no limit. */
  pulls?: PullReport;
  findings: Finding[];
}
