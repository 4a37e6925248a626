// Proves what the component asks of AWS. That RDS has the class and version in a region is not proven here.
import assert from "node:assert/strict";
import { recordRegistrations } from "@starter/stack-testing";
import { Database, type DatabaseArgs } from "../../src/index.ts";
import { samplePlatform } from "../sample-service.ts";

function recordDatabase(args: Partial<DatabaseArgs> = {}, name = "shop") {
  return recordRegistrations(() => {
    const database = new Database(name, { platform: samplePlatform(), ...args });
    return { access: database.access, adminAccess: database.adminAccess };
  });
}

describe("Database", () => {
  it("asks for a private, encrypted instance whose master password RDS keeps", async () => {
    const recorded = await recordDatabase();
    assert.deepEqual(recorded.problems, []);
    assert.deepEqual(recorded.one("aws:rds/instance:Instance").inputs, {
      identifier: recorded.one("aws:rds/subnetGroup:SubnetGroup").outputs.name,
      engine: "postgres",
      engineVersion: "18",
      instanceClass: "db.t4g.micro",
      storageType: "gp3",
      allocatedStorage: 20,
      storageEncrypted: true,
      dbName: "shop",
      port: 5432,
      username: "dbadmin",
      manageMasterUserPassword: true,
      dbSubnetGroupName: "shop-database",
      vpcSecurityGroupIds: ["sg-shop-database"],
      publiclyAccessible: false,
      parameterGroupName: "shop-database",
      multiAz: false,
      backupRetentionPeriod: 7,
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      deletionProtection: false,
      skipFinalSnapshot: true,
    });
  });

  it("refuses connections without TLS", async () => {
    const { inputs } = (await recordDatabase()).one("aws:rds/parameterGroup:ParameterGroup");
    assert.deepEqual(
      [inputs.family, inputs.parameters],
      ["postgres18", [{ name: "rds.force_ssl", value: "1" }]],
    );
  });

  it("is closed until a service is admitted", async () => {
    const recorded = await recordDatabase();
    assert.deepEqual(recorded.byType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"), []);
    assert.deepEqual(recorded.one("aws:ec2/securityGroup:SecurityGroup").inputs.ingress, undefined);
  });

  it("hands out addresses without passwords, and passwords as references", async () => {
    const { outputs } = await recordDatabase({}, "order-api");
    const host = "order-api-database.stand-in.us-east-1.rds.amazonaws.com:5432";
    const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret/${name}`;
    const access = {
      environment: { DATABASE_URL: `postgres://order_api@${host}/order_api?sslmode=verify-full` },
      secrets: { DATABASE_PASSWORD: { arn: secret("order-api-db-password") } },
    };
    assert.deepEqual(outputs.access, access);
    assert.deepEqual(outputs.adminAccess, {
      environment: {
        ...access.environment,
        DATABASE_ADMIN_URL: `postgres://dbadmin@${host}/order_api?sslmode=verify-full`,
      },
      secrets: {
        ...access.secrets,
        DATABASE_ADMIN_PASSWORD: { arn: secret("rds-order-api-database"), jsonKey: "password" },
      },
    });
  });

  it("keeps the role's password out of plain state", async () => {
    const version = (await recordDatabase()).one("aws:secretsmanager/secretVersion:SecretVersion");
    assert.deepEqual(version.secretPaths, ["secretString"]);
  });

  it("keeps a last snapshot when told to", async () => {
    const { inputs } = (await recordDatabase({ finalSnapshot: true })).one("aws:rds/instance:Instance");
    assert.deepEqual(
      [inputs.skipFinalSnapshot, inputs.finalSnapshotIdentifier],
      [false, "shop-database-final"],
    );
  });

  it("has log groups of finite retention before RDS would make them without", async () => {
    const recorded = await recordDatabase();
    const groups = recorded.byType("aws:cloudwatch/logGroup:LogGroup");
    assert.deepEqual(
      groups.map(({ inputs }) => inputs),
      [
        { name: "/aws/rds/instance/shop-database/postgresql", retentionInDays: 30 },
        { name: "/aws/rds/instance/shop-database/upgrade", retentionInDays: 30 },
      ],
    );
    const { dependsOn } = recorded.one("aws:rds/instance:Instance");
    for (const { type, name } of groups) assert.ok(dependsOn.includes(`${type}::${name}`), name);
  });

  it("rejects all mistakes at once", async () => {
    const args = { storageGiB: 5, backupRetentionDays: 0, instanceClass: "t4g.micro", engineVersion: "18.1" };
    const { problems } = await recordDatabase(args);
    assert.deepEqual(
      problems.map(({ where, message }) => `${where}: ${message}`),
      [
        "storageGiB: must be a whole number from 20 to 65536 GiB, got 5",
        "backupRetentionDays: must be a whole number from 1 to 35 days, got 0",
        'instanceClass: must be an RDS class such as "db.t4g.micro", got "t4g.micro"',
        'engineVersion: must be a major version of PostgreSQL from "14" to "19", got "18.1"',
      ],
    );
  });

  const classes: [string, string][] = [
    [
      "db.t2.micro",
      'of a generation that runs PostgreSQL 14 or later, such as "db.t4g.micro" or "db.m7g.large", got "db.t2.micro"',
    ],
    [
      "db.t4.micro",
      'a class that names its processor, as "db.t4g.micro" (Graviton) or "db.m6i.large" (Intel) does, got "db.t4.micro"',
    ],
    [
      "db.r8.large",
      'a class that names its processor, as "db.t4g.micro" (Graviton) or "db.m6i.large" (Intel) does, got "db.r8.large"',
    ],
  ];
  for (const [instanceClass, reason] of classes) {
    it(`rejects the class ${instanceClass}`, async () => {
      const { problems } = await recordDatabase({ instanceClass });
      assert.deepEqual(
        problems.map(({ where, message }) => `${where}: ${message}`),
        [`instanceClass: must be ${reason}`],
      );
    });
  }

  for (const instanceClass of [
    "db.t3.small",
    "db.m5.large",
    "db.r6gd.xlarge",
    "db.m8g.large",
    "db.x2g.large",
  ]) {
    it(`accepts the class ${instanceClass}`, async () => {
      const recorded = await recordDatabase({ instanceClass });
      assert.deepEqual(recorded.problems, []);
      assert.equal(recorded.one("aws:rds/instance:Instance").inputs.instanceClass, instanceClass);
    });
  }
});
