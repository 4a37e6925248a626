import { randomBytes } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../defaults.ts";
import type { Platform } from "../platform/read-platform.ts";
import { GeneratedSecret } from "../secret/generated-secret.ts";
import type { SecretReference } from "../secret/secret-reference.ts";
import { type DatabaseArgs, validateDatabase } from "./database-args.ts";

/** Variables and secrets of one kind of access. */
export interface DatabaseAccess {
  environment: Record<string, pulumi.Output<string>>;
  secrets: Record<string, SecretReference>;
}

const port = 5432;
/** Logs that RDS copies to CloudWatch. */
const exportedLogs = ["postgresql", "upgrade"];

/**
 * A PostgreSQL database on RDS, named like the component: private, encrypted, TLS only, closed but to the services it
 * admits. Its master user's password belongs to RDS, which rotates it, and is only for migrations; the service itself
 * uses a role of its own with a password of its own.
 */
export class Database extends pulumi.ComponentResource {
  readonly instance: aws.rds.Instance;
  readonly securityGroup: aws.ec2.SecurityGroup;
  readonly parameterGroup: aws.rds.ParameterGroup;
  readonly password: GeneratedSecret;
  /** For the service's containers: `DATABASE_URL` and, as a secret, `DATABASE_PASSWORD`. */
  readonly access: DatabaseAccess;
  /** For the step that migrates: the same and the master user's `DATABASE_ADMIN_URL` and `DATABASE_ADMIN_PASSWORD`. */
  readonly adminAccess: DatabaseAccess;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    validateDatabase(name, args);
    super("starter:fargate:Database", name, {}, opts);

    this.securityGroup = new aws.ec2.SecurityGroup(
      `${name}-database`,
      { vpcId: args.platform.vpcId, description: `Database of ${name}` },
      { parent: this },
    );
    this.parameterGroup = new aws.rds.ParameterGroup(
      `${name}-database`,
      {
        family: `postgres${args.engineVersion ?? defaults.database.engineVersion}`,
        description: `Database of ${name}: TLS only`,
        parameters: [{ name: "rds.force_ssl", value: "1" }],
      },
      { parent: this },
    );
    this.instance = this.#createInstance(name, args, args.platform);
    this.password = new GeneratedSecret(
      `${name}-db-password`,
      {
        description: `Password of the database role ${databaseName(name)}`,
        generate: () => randomBytes(24).toString("base64url"),
      },
      { parent: this },
    );
    this.access = {
      environment: { DATABASE_URL: this.#url(databaseName(name), name) },
      secrets: { DATABASE_PASSWORD: this.password.reference },
    };
    const adminSecretArn = this.instance.masterUserSecrets.apply((secrets) => secrets[0]?.secretArn ?? "");
    this.adminAccess = {
      environment: {
        ...this.access.environment,
        DATABASE_ADMIN_URL: this.#url(defaults.database.adminUser, name),
      },
      secrets: {
        ...this.access.secrets,
        DATABASE_ADMIN_PASSWORD: { arn: adminSecretArn, jsonKey: "password" },
      },
    };
    this.registerOutputs();
  }

  /** Lets a service's security group in; returns the rule, for the service to wait for. */
  admit(service: string, securityGroupId: pulumi.Input<string>, parent: pulumi.Resource): pulumi.Resource {
    return new aws.vpc.SecurityGroupIngressRule(
      `${service}-to-database`,
      {
        securityGroupId: this.securityGroup.id,
        description: `PostgreSQL from the tasks of ${service}`,
        referencedSecurityGroupId: securityGroupId,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
      },
      { parent },
    );
  }

  #createInstance(name: string, args: DatabaseArgs, platform: Platform): aws.rds.Instance {
    const { database } = defaults;
    const subnetGroup = new aws.rds.SubnetGroup(
      `${name}-database`,
      { subnetIds: platform.databaseSubnetIds, description: `Database of ${name}` },
      { parent: this },
    );
    // Known before the instance is there, so that its logs have their retention before RDS makes them without one.
    const identifier = subnetGroup.name;
    const logGroups = exportedLogs.map((log) => this.#createLogGroup(name, identifier, log));
    const finalSnapshot = args.finalSnapshot ?? false;
    return new aws.rds.Instance(
      `${name}-database`,
      {
        identifier,
        engine: "postgres",
        engineVersion: args.engineVersion ?? database.engineVersion,
        instanceClass: args.instanceClass ?? database.instanceClass,
        storageType: "gp3",
        allocatedStorage: args.storageGiB ?? database.storageGiB,
        storageEncrypted: true,
        dbName: databaseName(name),
        port,
        username: database.adminUser,
        manageMasterUserPassword: true,
        dbSubnetGroupName: subnetGroup.name,
        vpcSecurityGroupIds: [this.securityGroup.id],
        publiclyAccessible: false,
        parameterGroupName: this.parameterGroup.name,
        multiAz: args.multiAz ?? false,
        backupRetentionPeriod: args.backupRetentionDays ?? database.backupRetentionDays,
        enabledCloudwatchLogsExports: exportedLogs,
        copyTagsToSnapshot: true,
        autoMinorVersionUpgrade: true,
        deletionProtection: args.deletionProtection ?? false,
        skipFinalSnapshot: !finalSnapshot,
        // A snapshot outlives its database: the next one must not take the same name.
        ...(finalSnapshot && {
          finalSnapshotIdentifier: pulumi.interpolate`${this.parameterGroup.name}-final`,
        }),
      },
      // Pulumi's own protection refuses before anything else is deleted, the service for example.
      { parent: this, protect: args.deletionProtection ?? false, dependsOn: logGroups },
    );
  }

  /** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html */
  #createLogGroup(name: string, identifier: pulumi.Output<string>, log: string): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
      `${name}-database-${log}`,
      {
        name: pulumi.interpolate`/aws/rds/instance/${identifier}/${log}`,
        retentionInDays: defaults.logRetentionDays,
      },
      { parent: this },
    );
  }

  #url(user: string, name: string): pulumi.Output<string> {
    return pulumi.interpolate`postgres://${user}@${this.instance.address}:${port}/${databaseName(name)}?sslmode=verify-full`;
  }
}

/** A database and role name: PostgreSQL's own has no hyphens. */
function databaseName(name: string): string {
  return name.replaceAll("-", "_");
}
