import type { Mutation } from "../mutation.ts";

const service = "packages/fargate/src/service";

/** How many tasks run, and what changes their number. */
export const scaling: readonly Mutation[] = [
  {
    name: "autoscaled-count-not-ignored",
    why: "every deployment sets the number of tasks back, under load too",
    file: "packages/fargate/src/service/ecs-service.ts",
    from: 'ignoreChanges: isAutoscaling(args.scaling) ? ["desiredCount"] : []',
    to: "ignoreChanges: []",
  },
  {
    name: "scaling-not-read",
    why: "the service keeps its fixed count, whatever scaling is configured",
    file: "packages/fargate/src/config/service-config.ts",
    from: "Object.keys(scaling).length > 0 ? scaling : ",
    to: "",
  },
  {
    name: "scaling-steps-at-once",
    why: "AWS refuses two changes of one scalable target at once",
    file: `${service}/autoscaling.ts`,
    from: "      { parent, dependsOn: [last] },\n    );\n  }\n  for",
    to: "      { parent },\n    );\n  }\n  for",
  },
  {
    name: "requests-of-the-listener",
    why: "AWS refuses the label of a metric that is not a load balancer's",
    file: "packages/fargate/src/platform/load-balancer-suffix.ts",
    from: "/:listener\\/(.*)\\/[^/]+$/",
    to: "/:listener\\/(.*)$/",
  },
  {
    name: "scheduled-bound-left-open",
    why: "a bound that an earlier schedule set contradicts this one, and AWS ignores the schedule",
    file: `${service}/scaling.ts`,
    from: "max: schedule.max ?? max };",
    to: "max: schedule.max ?? mostTasks };",
  },
  {
    name: "stopped-for-good",
    why: "no metric starts a service again that has no tasks",
    file: `${service}/scaling.ts`,
    from: "!least.some((min) => min > 0)",
    to: "least.length === 0",
  },
];
