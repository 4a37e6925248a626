import type { StackProblem } from "@starter/stack-testing";
import { repositoryOf } from "../image-repository.ts";
import type { StackPlan } from "./stack-plan.ts";

/** What must be set for the images that were never released: one warning for the stack's `images`. */
export function missingImages(
  plan: Pick<StackPlan, "services" | "project" | "folder" | "stack">,
): StackProblem[] {
  const repositories = new Map<string, string>();
  for (const container of plan.services.flatMap(({ containers }) => containers)) {
    const repository = repositoryOf(container.image);
    if (container.released || container.runsFirst !== undefined) continue;
    repositories.set(container.name, repository);
  }
  if (repositories.size === 0) return [];
  const keys = [...repositories].map(
    ([name, repository]) => `${name}: docker.io/<namespace>/${repository}@sha256:<digest>`,
  );
  return [
    {
      where: `${plan.folder}/Pulumi.${plan.stack}.yaml`,
      message: `${plan.project}:images must name what runs, got nothing for ${[...repositories.keys()].join(" and ")}; set { ${keys.join(", ")} }`,
    },
  ];
}
