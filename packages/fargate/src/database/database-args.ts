import type { Platform } from "../platform/read-platform.ts";
import { checkName } from "../validation/names.ts";
import { got, type Problem } from "../validation/problem.ts";
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
  problems.addAll(checkInstanceClass(args.instanceClass));
  if (args.engineVersion !== undefined && !/^1[4-9]$/.test(args.engineVersion)) {
    problems.add(
      "engineVersion",
      `must be a major version of PostgreSQL from "14" to "19", got ${got(args.engineVersion)}`,
    );
  }
  problems.throwIfAny(`Database ${name}`);
}

/** Generations that run no PostgreSQL 14 or later. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html */
const oldGenerations = ["t1", "t2", "m1", "m2", "m3", "m4", "r3", "r4", "x1", "x1e"];

function checkInstanceClass(instanceClass: string | undefined): Problem[] {
  if (instanceClass === undefined) return [];
  const [, family] = /^db\.([a-z0-9]+)\.[a-z0-9]+$/.exec(instanceClass) ?? [];
  const mistake = (mustBe: string) => [
    { propertyPath: "instanceClass", reason: `must be ${mustBe}, got ${got(instanceClass)}` },
  ];
  if (family === undefined) return mistake('an RDS class such as "db.t4g.micro"');
  if (oldGenerations.includes(family)) {
    return mistake(
      'of a generation that runs PostgreSQL 14 or later, such as "db.t4g.micro" or "db.m7g.large"',
    );
  }
  // There is no t4 without its g, no m6 without g or i: the letter says which processor it is.
  if (/^(?:t[4-9]|[mrx][6-9]|x2)$/.test(family)) {
    return mistake(
      `a class that names its processor, as "db.t4g.micro" (Graviton) or "db.m6i.large" (Intel) does`,
    );
  }
  return [];
}
