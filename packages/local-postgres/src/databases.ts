import pg from "pg";

/** Who owns a database and may change its tables. */
export interface DatabaseOwner {
  user: string;
  password: string;
}

/** Any number, the same for all: one such change at a time, or PostgreSQL refuses all but one. */
const changeLock = 18_181_818;

/** Makes a database, and its owner with this password, where they do not exist yet. */
export async function ensureDatabase(
  connection: pg.ClientConfig,
  name: string,
  owner?: DatabaseOwner,
): Promise<void> {
  const client = new pg.Client({ ...connection, database: "postgres" });
  await client.connect();
  const exists = async (query: string, value: string) => (await client.query(query, [value])).rowCount === 1;
  const database = client.escapeIdentifier(name);
  try {
    await client.query("select pg_advisory_lock($1)", [changeLock]);
    if (!(await exists("select from pg_database where datname = $1", name))) {
      await client.query(`create database ${database}`);
    }
    if (owner) {
      const role = client.escapeIdentifier(owner.user);
      const verb = (await exists("select from pg_roles where rolname = $1", owner.user)) ? "alter" : "create";
      await client.query(`${verb} role ${role} login password ${client.escapeLiteral(owner.password)}`);
      await client.query(`alter database ${database} owner to ${role}`);
    }
  } finally {
    await client.end();
  }
}
