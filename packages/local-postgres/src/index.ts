export { type LocalPostgres, type StartPostgresOptions, startPostgres } from "./start-postgres.ts";
