export { type EvaluateStackOptions, evaluateStack } from "./evaluate-stack.ts";
export { type EvaluateStacksOptions, evaluateStacks, findProjects } from "./evaluate-stacks.ts";
export type { EvaluatedStack, RegisteredResource, StackProblem } from "./evaluated-stack.ts";
export { projectName } from "./project-file.ts";
export { type RecordedProgram, type RecordOptions, recordRegistrations } from "./record-registrations.ts";
export type { AnswerOverrides, RecordedResource } from "./recording-monitor.ts";
export { inputsWithoutSecrets, outputsWithoutSecrets, unknownValue } from "./without-secrets.ts";
