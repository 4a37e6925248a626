import type { StackProblem } from "@starter/stack-testing";
import type { StackPlan } from "./stack-plan.ts";

/** What releases the images that were never released: one warning for the stack's `images`. */
export function missingImages(
  plan: Pick<StackPlan, "services" | "jobs" | "name" | "project" | "folder" | "stack">,
): StackProblem[] {
  const missing = [...plan.services, ...plan.jobs]
    .flatMap(({ containers }) => containers)
    .filter(({ released, runsFirst }) => !released && runsFirst === undefined);
  if (missing.length === 0) return [];
  // A job mostly runs the image of the service beside it.
  const names = [...Map.groupBy(missing, ({ image }) => image).values()].map(([first]) => first?.name);
  return [
    {
      where: `${plan.folder}/Pulumi.${plan.stack}.yaml`,
      message: `${plan.project}:images must name what runs, got nothing for ${names.join(" and ")}; run npm run ship -- release ${plan.name} ${plan.stack}`,
    },
  ];
}
