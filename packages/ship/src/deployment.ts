// What a program other than the command line reads of evaluated stacks, for the tests of images in an engine.
export { evaluateWorkspace, folderOf } from "./evaluate-workspace.ts";
export { repositoryOf } from "./image-repository.ts";
export { planDatabases } from "./local/plan/databases.ts";
export type { Deployment } from "./local/plan/deployment.ts";
export { readDeployment } from "./local/plan/read-deployment.ts";
export { secretReference } from "./local/plan/secrets.ts";
export { startOrder } from "./local/plan/start-order.ts";
export { postgres } from "./local/plan/substitution.ts";
export { secretEnvironment } from "./local/state/secret-store.ts";
export type { ContainerDefinition } from "./provider-inputs.ts";
