import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

/** A login at a registry. Never print the password. */
export interface RegistryCredentials {
  /** Account; `<token>` when the password is an identity token, as Docker's credential helpers have it. */
  username: string;
  password: string;
  /** Where it comes from, told in findings: `docker login`. */
  source: string;
}

/** Docker's login cannot be read: one line of what is wrong and what to do. */
export class DockerLoginError extends Error {}

interface DockerConfig {
  auths?: Record<string, StoredLogin>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}
interface StoredLogin {
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
}

const dockerHubKey = "https://index.docker.io/v1/";
const source = "docker login";

/**
 * The login that `docker login` keeps for a registry, from Docker's config.json (DOCKER_CONFIG honoured) or its
 * credential helper; undefined when there is none. Throws DockerLoginError.
 * @param registry Host as in an image's address, `docker.io` for Docker Hub.
 */
export async function dockerCredentials(
  registry: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RegistryCredentials | undefined> {
  const path = join(environment.DOCKER_CONFIG || join(homedir(), ".docker"), "config.json");
  const config = readConfig(path);
  if (config === undefined) return undefined;
  const [, helper = config.credsStore] = entryOf(config.credHelpers, registry) ?? [];
  if (helper) return askHelper(helper, registry === "docker.io" ? dockerHubKey : registry, environment);
  const [, login] = entryOf(config.auths, registry) ?? [];
  return login && readLogin(login, registry, path);
}

function readConfig(path: string): DockerConfig | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new DockerLoginError(
      `${path} must be readable, got ${(error as NodeJS.ErrnoException).code}; correct it`,
    );
  }
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === "object" && config !== null) return config;
  } catch {
    // The parser's message would quote the file, which holds logins.
  }
  throw new DockerLoginError(
    `${path} must be a JSON object, got something else; correct it, or run docker login`,
  );
}

/** The entry of a registry: keys are hosts, or addresses of older versions of Docker. */
function entryOf<Value>(
  entries: Record<string, Value> | undefined,
  registry: string,
): [string, Value] | undefined {
  return Object.entries(entries ?? {}).find(([key]) => hostOf(key) === registry);
}

function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return host === "index.docker.io" || host === "registry-1.docker.io" ? "docker.io" : host;
}

/** https://github.com/docker/docker-credential-helpers#development */
async function askHelper(
  helper: string,
  server: string,
  environment: NodeJS.ProcessEnv,
): Promise<RegistryCredentials | undefined> {
  const program = `docker-credential-${helper}`;
  const { code, stdout } = await runProgram(program, ["get"], { environment, input: server });
  if (code !== 0) {
    if (/credentials not found/i.test(stdout)) return undefined;
    const got = code === "ENOENT" ? "no such program" : `exit code ${code}`;
    throw new DockerLoginError(
      `${program} must answer with the login for ${server}, got ${got}; install or repair it, or run docker login`,
    );
  }
  try {
    const { Username: username, Secret: password } = JSON.parse(stdout) as Record<string, string | undefined>;
    if (username === undefined || password === undefined) return undefined;
    return username === "" && password === "" ? undefined : { username, password, source };
  } catch {
    throw new DockerLoginError(
      `${program} must answer with the login for ${server} as JSON, got something else; install or repair it, or run docker login`,
    );
  }
}

function readLogin(login: StoredLogin, registry: string, path: string): RegistryCredentials | undefined {
  if (login.identitytoken) return { username: "<token>", password: login.identitytoken, source };
  if (login.username && login.password) return { username: login.username, password: login.password, source };
  if (!login.auth) return undefined;
  const text = Buffer.from(login.auth, "base64").toString();
  const colon = text.indexOf(":");
  if (colon > 0) return { username: text.slice(0, colon), password: text.slice(colon + 1), source };
  throw new DockerLoginError(
    `${path} must hold <user>:<password> in base64 as auth of ${registry}, got something else; run docker login`,
  );
}
