import * as pulumi from "@pulumi/pulumi";
import { checkName } from "../validation/names.ts";
import { got } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";

/** Login at a registry. */
export interface RegistryLoginArgs {
  /** Account at the registry. */
  username: string;
  /** An access token that may only read; a Pulumi secret (`pulumi config set --secret`). */
  token: pulumi.Input<string>;
}

/** Checks the name of a component that logs in at a registry, and the account's. */
export function checkRegistryLogin(name: string, { username }: RegistryLoginArgs): Problems {
  const problems = new Problems();
  problems.addAll(checkName(name));
  if (!/^[A-Za-z0-9._@-]+$/.test(username)) {
    problems.add("username", `must be the registry account's name, got ${got(username)}`);
  }
  return problems;
}

/** The token as a secret; fails the program when it is empty. */
export function secretToken(name: string, { token }: RegistryLoginArgs): pulumi.Output<string> {
  return pulumi.secret(token).apply((value) => {
    if (value !== "") return value;
    throw new pulumi.RunError(
      `${name}: the token must be set when the username is, got nothing; create a read-only access token and set it with pulumi config set --secret`,
    );
  });
}
