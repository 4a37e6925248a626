import type { RecordedResource } from "@starter/stack-testing";
import type { NetworkArgs } from "../src/index.ts";
import { ownVpcLayout, ownVpcResources } from "../src/platform/own-vpc.ts";
import { recordSample, type Sample } from "./samples.ts";

/** What a component creates in AWS, by Pulumi's type: how many of each, as its sample registers them. */
export async function createdResources(component: string, sample: Sample): Promise<Map<string, number>> {
  const recorded = await recordSample(sample);
  if (recorded.problems[0] !== undefined) {
    throw new Error(`the sample of ${component} must be accepted, got: ${recorded.problems[0].message}`);
  }
  const created = new Map<string, number>();
  const add = (type: string, count: number) => created.set(type, (created.get(type) ?? 0) + count);
  for (const resource of recorded.resources) {
    if (!isBelow(component, resource, recorded.resources)) continue;
    if (resource.type === "awsx:ec2:Vpc") {
      // A component of its own, which registers its children where no program sees them.
      for (const [type, count] of Object.entries(ownVpc(sample.args as NetworkArgs))) add(type, count);
    } else if (resource.custom) add(resource.type, 1);
  }
  // Registrations come in any order.
  return new Map([...created].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ownVpc(args: NetworkArgs): Record<string, number> {
  return args.kind === "default" || args.kind === "existing" ? {} : ownVpcResources(ownVpcLayout(args));
}

function isBelow(component: string, { parent }: RecordedResource, all: RecordedResource[]): boolean {
  if (parent === undefined) return false;
  if (parent.startsWith(`starter:fargate:${component}::`)) return true;
  const above = all.find(({ type, name }) => `${type}::${name}` === parent);
  return above !== undefined && isBelow(component, above, all);
}
