import { deployment } from "./list/deployment.ts";
import { edges } from "./list/edges.ts";
import { exposure } from "./list/exposure.ts";
import { identity } from "./list/identity.ts";
import { jobs } from "./list/jobs.ts";
import { watching } from "./list/observability.ts";
import { scaling } from "./list/scaling.ts";
import { secrets } from "./list/secrets.ts";
import { stacks } from "./list/stacks.ts";
import { strategies } from "./list/strategies.ts";
import type { Mutation } from "./mutation.ts";

/** Every mistake that a test must notice. */
export const mutations: readonly Mutation[] = [
  ...edges,
  ...deployment,
  ...identity,
  ...secrets,
  ...exposure,
  ...stacks,
  ...scaling,
  ...strategies,
  ...jobs,
  ...watching,
];
