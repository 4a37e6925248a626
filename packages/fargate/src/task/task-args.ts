import type { Database } from "../database/database.ts";
import type { Platform } from "../platform/read-platform.ts";
import type { Capacity } from "./capacity.ts";
import type { BeforeStepArgs, ContainerArgs } from "./container.ts";
import type { TaskSize } from "./task-size.ts";

/** Changes a child's arguments as the last step before it is registered. */
export type Transform<Args> = (args: Args) => Args;

/** What a task is, whatever runs it. */
export interface TaskArgs {
  /** The platform it runs on; see `readPlatform`. */
  platform: Platform;
  /** CPU, memory and architecture of a task. */
  size?: TaskSize;
  /** Storage of a task in GiB, 21 to 200, where images are unpacked too. @default the 20 GiB that cost nothing */
  ephemeralStorageGiB?: number;
  /** On-demand or Spot. @default "onDemand" */
  capacity?: Capacity;
  /** Containers of a task by name. */
  containers: Record<string, ContainerArgs>;
  /** Steps by name that must succeed, in this order, before a container starts. @default none */
  before?: Record<string, BeforeStepArgs>;
  /** Database that the tasks may connect to. @default none */
  database?: Database;
  /**
   * Days to keep logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
   * 3288 or 3653.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   * @default 30
   */
  logRetentionDays?: number;
}
