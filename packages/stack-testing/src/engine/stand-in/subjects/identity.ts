import type { Subjects } from "../subject.ts";

/**
 * IAM; limits of names: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * What replaces a resource: https://www.pulumi.com/registry/packages/aws/api-docs/iam/
 */
export const identity: Subjects = {
  "aws:iam/role:Role": {
    physicalName: { property: "name", longest: 64, taken: "EntityAlreadyExists" },
    replacedBy: ["name", "namePrefix", "path"],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    physicalName: { property: "name", longest: 128 },
    replacedBy: ["name", "namePrefix", "role"],
    answer: ({ inputs }) => ({ id: `${inputs.role}:${inputs.name}` }),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    replacedBy: ["role", "policyArn"],
    answer: ({ inputs }) => ({ id: `${inputs.role}/${inputs.policyArn}` }),
  },
};
