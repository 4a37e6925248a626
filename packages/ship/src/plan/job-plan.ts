import type { JobPlan } from "./stack-plan.ts";
import type { StackResources } from "./stack-resources.ts";
import { planTask, type TaskInputs, taskDefinitionType } from "./task-plan.ts";

interface ScheduleInputs {
  scheduleExpression: string;
  scheduleExpressionTimezone: string;
  state: string;
  target: {
    ecsParameters?: {
      taskDefinitionArn: string;
      capacityProviderStrategies?: { capacityProvider: string }[];
    };
  };
}

/** What is run to its end: every task definition that no ECS service runs, with the schedule that starts it. */
export function planJobs(resources: StackResources): JobPlan[] {
  const services = resources.ofType<{ taskDefinition: string }>("aws:ecs/service:Service");
  const schedules = resources.ofType<ScheduleInputs>("aws:scheduler/schedule:Schedule");
  const isServed = (arn: unknown) => services.some(({ inputs }) => inputs.taskDefinition === arn);
  return resources
    .ofType<TaskInputs>(taskDefinitionType)
    .filter(({ outputs }) => !isServed(outputs.arn))
    .map(({ name, inputs, outputs }) => {
      const starts = schedules.find(
        (one) => one.inputs.target?.ecsParameters?.taskDefinitionArn === outputs.arn,
      )?.inputs;
      return {
        ...planTask(name, inputs, starts?.target?.ecsParameters?.capacityProviderStrategies),
        ...(starts && {
          schedule: {
            expression: starts.scheduleExpression ?? "",
            timezone: starts.scheduleExpressionTimezone ?? "UTC",
            paused: starts.state === "DISABLED",
          },
        }),
      };
    });
}
