import * as pulumi from "@pulumi/pulumi";

/** Whether the program is evaluated for `ship plan` or `ship local`, where nothing is deployed. */
export function isOffline(): boolean {
  return new pulumi.Config("ship").getBoolean("offline") ?? false;
}
