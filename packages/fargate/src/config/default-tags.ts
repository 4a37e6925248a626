import * as pulumi from "@pulumi/pulumi";
import { got, listed, type Problem } from "../validation/problem.ts";
import { Problems } from "../validation/problems.ts";

/** What a stack file says under `aws:defaultTags`: the AWS provider puts these tags on all that can have any. */
export type DefaultTags = Readonly<Record<string, string>>;

/** Tags that tell whose something is and what it costs. */
const tagNames = ["project", "environment", "service"] as const;

/**
 * Checks that the tags are this stack's own: a stack file that was copied still has another's, and all bills and searches
 * would go wrong.
 */
export function checkTags(tags: DefaultTags, own: { environment: string; service: string }): Problem[] {
  return (["environment", "service"] as const).flatMap((name) => {
    const value = tags[name];
    if (value === undefined || value === own[name]) return [];
    const whose = name === "environment" ? "the stack's name" : "the service's name";
    const reason = `must be ${got(own[name])}, ${whose}, got ${got(value)}; run ${setCommand(name, own)}`;
    return [{ propertyPath: `aws:defaultTags.tags.${name}`, reason }];
  });
}

/** What to say of tags that are not there; nothing when all are. */
export function missingTags(
  tags: DefaultTags,
  own: { environment: string; service: string },
): string | undefined {
  const missing = tagNames.filter((name) => tags[name] === undefined);
  if (missing.length === 0) return undefined;
  const commands = missing.map((name) => setCommand(name, own));
  return `aws:defaultTags: should have the tags ${listed(tagNames, "and")}, got no ${listed(missing)}; run ${commands.join(" && ")}`;
}

/**
 * Fails the program when the stack's tags are another's, and warns when they are missing. Call it before anything
 * registers.
 * @param service Folder below `stacks/`, and value of the tag `service`.
 */
export function requireTags(service: string): void {
  const tags = new pulumi.Config("aws").getObject<{ tags?: DefaultTags }>("defaultTags")?.tags ?? {};
  const own = { environment: pulumi.getStack(), service };
  const problems = new Problems();
  problems.addAll(checkTags(tags, own));
  problems.throwIfAny(`stack ${own.environment} of ${service}`);
  const missing = missingTags(tags, own);
  if (missing !== undefined) void pulumi.log.warn(missing);
}

function setCommand(name: (typeof tagNames)[number], own: { environment: string; service: string }): string {
  const value = name === "project" ? "<project>" : own[name];
  return `pulumi -C stacks/${own.service} -s ${own.environment} config set --path aws:defaultTags.tags.${name} ${value}`;
}
