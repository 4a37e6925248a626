import type { Alias } from "./deployment.ts";
import type { LocalDatabase } from "./local-plan.ts";
import type { PortMap } from "./ports.ts";

/** Rewrites an address inside a text. */
export type Substitution = (text: string) => string;

/** `127.0.0.1:<container port>` and `localhost:<container port>` of a task become its local port. */
export function loopback(ports: ReadonlyMap<number, number>): Substitution {
  return (text) =>
    text.replace(/(?<![\w.])(127\.0\.0\.1|localhost):(\d+)\b/g, (whole, _host, port) => {
      const local = ports.get(Number(port));
      return local === undefined ? whole : `127.0.0.1:${local}`;
    });
}

/** Service Connect names (`http://member`, `http://member:80`) become the local port of the service. */
export function serviceConnect(aliases: readonly Alias[], ports: PortMap): Substitution {
  return (text) =>
    text.replace(/\bhttp:\/\/([\w.-]+)(?::(\d+))?(?=[/?#\s,;"']|$)/g, (whole, host, port = "80") => {
      const alias = aliases.find(({ dnsName, port: own }) => dnsName === host && own === Number(port));
      const local = alias && ports.get(alias.service)?.get(alias.containerPort);
      return local === undefined ? whole : `http://127.0.0.1:${local}`;
    });
}

/** Where the local databases are, known once PostgreSQL runs. */
export interface PostgresAddress {
  /** @default "127.0.0.1" */
  host?: string;
  port: number;
  superuser: string;
}

/**
 * Addresses of RDS instances become the local cluster's: without TLS, and with the local administrator in place of the
 * instance's master user.
 */
export function postgres(
  databases: readonly LocalDatabase[],
  { host = "127.0.0.1", port, superuser }: PostgresAddress,
): Substitution {
  return (text) =>
    text.replace(/\bpostgres(?:ql)?:\/\/[^\s"']+/g, (whole) => {
      const url = URL.canParse(whole) ? new URL(whole) : undefined;
      const database = databases.find(
        ({ instance }) =>
          url?.hostname === instance.address.toLowerCase() && Number(url.port || 5432) === instance.port,
      );
      if (!url || !database) return whole;
      const { instance, name } = database;
      url.host = `${host}:${port}`;
      url.searchParams.delete("sslmode");
      if (url.username === instance.username) url.username = superuser;
      if (url.pathname === `/${instance.dbName}`) url.pathname = `/${name}`;
      return url.href;
    });
}
