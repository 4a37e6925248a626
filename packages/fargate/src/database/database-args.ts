import type { Platform } from "../platform/read-platform.ts";
import { checkName } from "../validation/names.ts";
import { got } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";
import { checkInteger } from "../validation/ranges.ts";

/** Arguments of a Database. */
export interface DatabaseArgs {
  /** The platform whose network it stands in; see `readPlatform`. */
  platform: Platform;
  /** PostgreSQL's major version, "14" to "19". @default "18" */
  engineVersion?: string;
  /**
   * CPU, memory and generation of the instance.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html
   * @default "db.t4g.micro"
   */
  instanceClass?: string;
  /** gp3 storage, 20 to 65536 GiB; it can grow later, never shrink. @default 20 */
  storageGiB?: number;
  /** A standby in another zone, at twice the price. @default false */
  multiAz?: boolean;
  /** Days of automatic backups, 1 to 35. @default 7 */
  backupRetentionDays?: number;
  /** Refuses to be deleted, and `pulumi destroy` of its stack with it; set it to false and deploy before `pulumi destroy`. @default false */
  deletionProtection?: boolean;
  /** Keeps a last snapshot when it is deleted, under a name of its own each time. @default false */
  finalSnapshot?: boolean;
}

/** Throws one error that lists every mistake in a database's arguments. */
export function validateDatabase(name: string, args: DatabaseArgs): void {
  const problems = new Problems();
  problems.addAll(checkName(name));
  problems.addAll(checkInteger("storageGiB", args.storageGiB, { min: 20, max: 65536, unit: "GiB" }));
  problems.addAll(
    checkInteger("backupRetentionDays", args.backupRetentionDays, { min: 1, max: 35, unit: "days" }),
  );
  if (args.instanceClass !== undefined && !/^db\.[a-z0-9]+\.[a-z0-9]+$/.test(args.instanceClass)) {
    problems.add(
      "instanceClass",
      `must be an RDS class such as "db.t4g.micro", got ${got(args.instanceClass)}`,
    );
  }
  if (args.engineVersion !== undefined && !/^1[4-9]$/.test(args.engineVersion)) {
    problems.add(
      "engineVersion",
      `must be a major version of PostgreSQL from "14" to "19", got ${got(args.engineVersion)}`,
    );
  }
  problems.throwIfAny(`Database ${name}`);
}
