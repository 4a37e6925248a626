import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type Engine,
  type EngineStack,
  type OperationResult,
  type StackOptions,
  type StandInAws,
  startEngine,
  startStandInAws,
} from "../../src/engine/index.ts";
import { pulumiCli } from "./needs-pulumi.ts";

/** The workspace whose stacks are deployed. */
export const checkout = join(import.meta.dirname, "../../../..");

/** The three stacks of one environment. */
export interface Stacks {
  platform: EngineStack;
  member: EngineStack;
  board: EngineStack;
}

/** An AWS account with nothing in it, and the real CLI to fill it. */
export class TestAccount {
  readonly aws: StandInAws;
  readonly engine: Engine;

  static async open(workspace = checkout): Promise<TestAccount> {
    return new TestAccount(await startStandInAws(), workspace);
  }

  private constructor(aws: StandInAws, workspace: string) {
    this.aws = aws;
    this.engine = startEngine({ cli: pulumiCli(), workspace, environment: aws.environment });
  }

  async close(): Promise<void> {
    await this.engine.close();
    this.aws.close();
  }

  /** A new platform as the README makes it: prod with HTTPS. */
  platform(environment: string, options: StackOptions = {}): Promise<EngineStack> {
    const https = { domainName: "shop.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };
    const config = { ...(environment === "prod" && https), ...options.config };
    return this.engine.stack("platform", environment, { ...options, config });
  }

  /** New stacks as the README makes them: images by digest, and prod with HTTPS. */
  async stacks(
    environment: string,
    options: Partial<Record<keyof Stacks, StackOptions>> = {},
  ): Promise<Stacks> {
    return {
      platform: await this.platform(environment, options.platform),
      member: await this.engine.stack("member", environment, withImages("member", options.member)),
      board: await this.engine.stack("board", environment, withImages("board", options.board)),
    };
  }

  /** New stacks that are deployed in the order in which they need one another. */
  async deployed(environment: string, options?: Parameters<TestAccount["stacks"]>[1]): Promise<Stacks> {
    const stacks = await this.stacks(environment, options);
    for (const stack of [stacks.platform, stacks.member, stacks.board]) succeeded(await stack.up());
    return stacks;
  }
}

/** The result of an operation that must go well; where it did not, the test fails with what the CLI said. */
export function succeeded(result: OperationResult): OperationResult {
  assert.equal(result.ok, true, result.stdout + result.stderr);
  return result;
}

/** An image of a service by digest; another `build` is another digest. */
export function imagesOf(service: string, build: number) {
  const digest = (image: number) => `sha256:${String(image).padStart(64, "0")}`;
  return {
    app: `docker.io/example/${service}@${digest(2 * build)}`,
    nginx: `docker.io/example/${service}-nginx@${digest(2 * build + 1)}`,
  };
}

function withImages(service: string, options: StackOptions = {}): StackOptions {
  return { ...options, config: { images: imagesOf(service, 1), ...options.config } };
}
