export { type Engine, type EngineOptions, type StackOptions, startEngine } from "./cli/engine.ts";
export type { Change } from "./cli/engine-events.ts";
export type { CommandResult, EngineStack, OperationKind } from "./cli/engine-stack.ts";
export { findPulumiCli, howToGetTheCli, type PulumiCli } from "./cli/find-cli.ts";
export type { Operation, OperationResult } from "./cli/operation.ts";
export type { ConfigValue } from "./cli/stack-folder.ts";
export type { Deployment, StateResource } from "./cli/stack-state.ts";
export { StandInAccount, type StandInCall, type StandInResource } from "./stand-in/account.ts";
export { type StandInAws, startStandInAws } from "./stand-in/stand-in-aws.ts";
