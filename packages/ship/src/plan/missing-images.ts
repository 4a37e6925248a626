import type { StackProblem } from "@starter/stack-testing";
import type { StackPlan } from "./stack-plan.ts";

/** What releases the images that were never released: one warning for the stack's `images`. */
export function missingImages(
  plan: Pick<StackPlan, "services" | "name" | "project" | "folder" | "stack">,
): StackProblem[] {
  const missing = plan.services
    .flatMap(({ containers }) => containers)
    .filter(({ released, runsFirst }) => !released && runsFirst === undefined)
    .map(({ name }) => name);
  if (missing.length === 0) return [];
  return [
    {
      where: `${plan.folder}/Pulumi.${plan.stack}.yaml`,
      message: `${plan.project}:images must name what runs, got nothing for ${missing.join(" and ")}; run npm run ship -- release ${plan.name} ${plan.stack}`,
    },
  ];
}
