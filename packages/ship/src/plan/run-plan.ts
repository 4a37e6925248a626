import { evaluateWorkspace } from "../evaluate-workspace.ts";
import { paintFor } from "../paint.ts";
import { makePlans } from "./make-plan.ts";
import { renderPlans } from "./render-plan.ts";

/** What `ship plan` is asked for. */
export interface PlanOptions {
  /** The workspace's root, absolute. */
  workspace: string;
  /** Stack, that is environment, name: `dev`. */
  environment: string;
  json: boolean;
}

/** Prints what every stack would create; resolves with 1 when there is a mistake in one of them. */
export async function runPlan({ workspace, environment, json }: PlanOptions): Promise<number> {
  const plans = makePlans(await evaluateWorkspace(workspace, environment));
  process.stdout.write(
    json
      ? `${JSON.stringify({ environment, stacks: plans }, null, 2)}\n`
      : renderPlans(plans, paintFor(process.stdout)),
  );
  return plans.some(({ problems }) => problems.length > 0) ? 1 : 0;
}
