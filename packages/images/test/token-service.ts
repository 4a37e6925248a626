import type { Fault } from "./faulty-proxy.ts";
import { proxy } from "./proxied-registry.ts";

/** Has the proxy want a token of those that `isValid` says, which it gives to whom `give` answers. */
export function tokenService(
  give: (headers: { authorization?: string | undefined }, body: string) => string | undefined,
  wanted: () => string = () => "token",
): void {
  proxy.fault = (line, headers, body) => {
    if (line.includes(" /token")) {
      const given = give(headers, body);
      return given === undefined ? { status: 401 } : token(given);
    }
    return headers.authorization === `Bearer ${wanted()}` ? undefined : challenge();
  };
}

/** The answer to who comes without a token. */
export function challenge(): Fault {
  const header = `Bearer realm="http://${proxy.host}/token",service="registry.test",scope="repository:x:pull"`;
  return { status: 401, headers: { "www-authenticate": header } };
}

/** A token service's answer. */
export function token(value: string): Fault {
  return { status: 200, body: JSON.stringify({ token: value }) };
}
