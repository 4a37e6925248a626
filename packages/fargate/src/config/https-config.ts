import * as pulumi from "@pulumi/pulumi";
import type { HttpsArgs } from "../platform/https.ts";

/**
 * HTTPS from the stack's configuration: `domainName` and `hostedZoneId`, or `certificateArn`; nothing when none of them
 * is set. Which of them must go together is checked by the LoadBalancer.
 */
export function readHttpsConfig(config: pulumi.Config = new pulumi.Config()): HttpsArgs | undefined {
  const names = ["certificateArn", "domainName", "hostedZoneId", "alternativeNames"] as const;
  const set = names.flatMap((name) => {
    const value = name === "alternativeNames" ? config.getObject<string[]>(name) : config.get(name);
    return value === undefined || value.length === 0 ? [] : [[name, value]];
  });
  return set.length === 0 ? undefined : (Object.fromEntries(set) as HttpsArgs);
}
