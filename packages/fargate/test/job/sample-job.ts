import { type RecordOptions, recordRegistrations } from "@starter/stack-testing";
import { Database, Job, type JobArgs } from "../../src/index.ts";
import { imageOf, samplePlatform } from "../sample-service.ts";

/** A nightly job with a database; `overrides` replace whole fields. */
export function sampleJob(overrides: Partial<JobArgs> = {}, name = "cleanup"): Job {
  const platform = samplePlatform();
  const database = new Database("shop", { platform });
  return new Job(name, {
    platform,
    containers: {
      app: {
        image: imageOf("shop"),
        command: ["node", "main.mjs", "clean-up"],
        environment: database.access.environment,
        secrets: database.access.secrets,
      },
    },
    database,
    schedule: { expression: "cron(0 3 * * ? *)", timezone: "Asia/Seoul" },
    ...overrides,
  });
}

/** Registers the sample job and returns what reached the engine. */
export function recordJob(overrides: Partial<JobArgs> = {}, options: RecordOptions = {}) {
  return recordRegistrations(() => void sampleJob(overrides), options);
}
