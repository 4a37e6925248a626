import type { Subjects } from "./subject.ts";
import { ecs } from "./subjects/ecs.ts";
import { elasticLoadBalancing } from "./subjects/elastic-load-balancing.ts";
import { identity } from "./subjects/identity.ts";
import { messaging } from "./subjects/messaging.ts";
import { monitoring } from "./subjects/monitoring.ts";
import { naming } from "./subjects/naming.ts";
import { networking } from "./subjects/networking.ts";
import { rds } from "./subjects/rds.ts";
import { storage } from "./subjects/storage.ts";

/** Every type of resource that the stand-in AWS knows. */
export const subjects: Subjects = {
  ...networking,
  ...elasticLoadBalancing,
  ...ecs,
  ...identity,
  ...rds,
  ...storage,
  ...monitoring,
  ...messaging,
  ...naming,
};
