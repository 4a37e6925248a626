// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text.
import type { Mutation } from "../mutation.ts";

/** What must not be seen, and must not be lost. */
export const secrets: readonly Mutation[] = [
  {
    name: "secret-among-the-variables",
    why: "everyone who may read the task definition reads it, and previews hide all of the definitions",
    file: "packages/fargate/src/database/database.ts",
    from: "environment: { DATABASE_URL: this.#url(databaseName(name), name) },",
    to: 'environment: {\n        DATABASE_URL: this.#url(databaseName(name), name),\n        DATABASE_LOGIN: pulumi.secret(randomBytes(24).toString("base64url")),\n      },',
  },
  {
    name: "key-among-the-variables",
    why: "everyone who may read the task definition can sign tokens",
    file: "stacks/member/index.ts",
    from: "      environment: database.access.environment,\n",
    to: '      environment: {\n        ...database.access.environment,\n        SIGNER: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),\n      },\n',
  },
  {
    name: "secret-check-by-value-dropped",
    why: "a key pasted into a program is deployed in plain text",
    file: "packages/fargate/src/task/plain-variables.ts",
    from: "secretValues.some((form) => form.test(text))",
    to: "secretValues.length === 0",
  },
  {
    name: "secret-output-read-in-plain",
    why: "what the platform exports as a secret stands in the service's state and previews",
    file: "packages/fargate/src/platform/read-platform.ts",
    from: "return [name, secretValue === undefined ? value : pulumi.secret(secretValue)] as const;",
    to: "return [name, value ?? secretValue] as const;",
  },
  {
    name: "generated-secret-made-anew",
    why: "every update changes the password, and running tasks lose their database",
    file: "packages/fargate/src/secret/generated-secret.ts",
    from: '{ parent: this, ignoreChanges: ["secretString"] }',
    to: "{ parent: this }",
  },
  {
    name: "app-owns-the-database",
    why: "whoever breaks into the service can drop every table",
    file: "stacks/board/index.ts",
    from: "secrets: database.access.secrets,",
    to: "secrets: database.adminAccess.secrets,",
  },
  {
    name: "execution-role-reads-every-secret",
    why: "a task may read the secrets of every other service of the account",
    file: "packages/fargate/src/task/task-roles.ts",
    from: "          arns.filter((arn) => !isParameter(arn)),\n",
    to: '          ["*"],\n',
  },
  {
    name: "execution-role-writes-every-log",
    why: "a task may write into the logs of every other service of the account",
    file: "packages/fargate/src/task/task-roles.ts",
    from: "groups.map((arn) => `${arn}:*`)",
    to: '["*"]',
  },
  {
    name: "database-unprotected",
    why: "pulumi destroy deletes the service before AWS refuses to delete its database",
    file: "packages/fargate/src/database/database.ts",
    from: "protect: args.deletionProtection ?? false, ",
    to: "",
  },
  {
    name: "database-takes-plain-text",
    why: "whoever is between a task and its database reads what passes",
    file: "packages/fargate/src/database/database.ts",
    from: "        parameterGroupName: this.parameterGroup.name,\n",
    to: "",
  },
  {
    name: "load-balancer-unprotected",
    why: "pulumi destroy deletes the listeners before AWS refuses to delete the load balancer",
    file: "packages/fargate/src/platform/load-balancer.ts",
    from: "        protect: args.deletionProtection ?? false,\n",
    to: "",
  },
];
