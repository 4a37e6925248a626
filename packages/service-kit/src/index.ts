export { type App, type AppOptions, createApp } from "./app.ts";
export {
  type Authentication,
  type AuthenticationOptions,
  createAuthentication,
  remoteKeys,
} from "./authentication.ts";
export { compileOnce } from "./compile-once.ts";
export { openDatabase } from "./database.ts";
export {
  EnvironmentError,
  optional,
  readVariables,
  requiredInProduction,
  type Values,
  type Variable,
  type Variables,
  withDefault,
} from "./environment.ts";
export { LatestMap } from "./latest-map.ts";
export { createLimit, type Limit, type LimitOptions } from "./limit.ts";
export type { LoggerOptions, LogLevel } from "./logging.ts";
export { type Migration, migrate } from "./migrate.ts";
export {
  busy,
  invalidRequest,
  notFound,
  Problem,
  ProblemSchema,
  problemKinds,
  unavailable,
} from "./problem.ts";
export { runService, type ServiceDefinition } from "./run-service.ts";
export { IdSchema, lineOfText, plainText } from "./schemas.ts";
export { callService, type ServiceAnswer, type ServiceCall } from "./service-call.ts";
export {
  databaseAddress,
  databasePassword,
  oneOf,
  secret,
  serviceUrl,
  text,
  tokenVariables,
  wholeNumber,
} from "./variables.ts";
