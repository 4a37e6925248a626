import { standInArn } from "../../../stand-in-resources.ts";
import { AwsError, type ChangeRequest, type Subjects } from "../subject.ts";

/** RDS; what replaces: https://www.pulumi.com/registry/packages/aws/api-docs/rds/ */
export const rds: Subjects = {
  "aws:rds/instance:Instance": {
    physicalName: { property: "identifier", longest: 63, lowerCase: true, taken: "DBInstanceAlreadyExists" },
    replacedBy: [
      "availabilityZone",
      "characterSetName",
      "customIamInstanceProfile",
      "dbName",
      "engine",
      "kmsKeyId",
      "storageEncrypted",
      "timezone",
      "username",
    ],
    answer: ({ digits }) => ({ id: `db-${digits(26).toUpperCase()}` }),
    onDelete: deleteInstance,
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    physicalName: { property: "name", longest: 255, lowerCase: true, taken: "DBSubnetGroupAlreadyExists" },
    replacedBy: ["name", "namePrefix"],
  },
  "aws:rds/parameterGroup:ParameterGroup": {
    physicalName: { property: "name", longest: 255, lowerCase: true, taken: "DBParameterGroupAlreadyExists" },
    replacedBy: ["name", "namePrefix", "family", "description"],
  },
};

const snapshotType = "aws:rds/snapshot:Snapshot";

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html */
function deleteInstance({ account, region, resource }: ChangeRequest): undefined {
  const { deletionProtection, skipFinalSnapshot, finalSnapshotIdentifier } = resource.state;
  if (deletionProtection === true) {
    throw new AwsError(
      "InvalidParameterCombination",
      "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    );
  }
  if (skipFinalSnapshot === true) return;
  const id = String(finalSnapshotIdentifier ?? "");
  if (id === "") throw new Error("final_snapshot_identifier is required when skip_final_snapshot is false");
  if (account.retained(snapshotType).some((snapshot) => snapshot.id === id)) {
    throw new AwsError(
      "DBSnapshotAlreadyExists",
      `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    );
  }
  const state = { arn: standInArn("rds", region, `snapshot:${id}`) };
  account.add({ ...resource, type: snapshotType, id, state, retained: "snapshot" });
}
