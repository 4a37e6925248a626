import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EvaluatedStack, evaluateStack, evaluateStacks } from "@starter/stack-testing";

const workspace = join(import.meta.dirname, "../../../..");

/** Everything that prod registers, by type. */
export class ProdResources {
  readonly #stacks: readonly EvaluatedStack[];

  constructor(stacks: readonly EvaluatedStack[]) {
    this.#stacks = stacks;
  }

  /** Inputs of all resources of a type, `ecs/service:Service` or `lb/listener:Listener`; an own VPC is `awsx:ec2:Vpc`. */
  of(type: string): Record<string, unknown>[] {
    const full = type.startsWith("awsx:") ? type : `aws:${type}`;
    const resources = this.#stacks.flatMap((stack) => stack.resources);
    return resources.filter((resource) => resource.type === full).map(({ inputs }) => inputs);
  }

  /** Container definitions of all tasks. */
  get containers(): Record<string, unknown>[] {
    return this.of("ecs/taskDefinition:TaskDefinition").flatMap(
      ({ containerDefinitions }) => JSON.parse(String(containerDefinitions)) as Record<string, unknown>[],
    );
  }

  /** Statements of all policies of roles. */
  get roleStatements(): { Effect: string; Action: string[]; Resource: string[] }[] {
    return this.of("iam/rolePolicy:RolePolicy").flatMap(
      ({ policy }) => (JSON.parse(String(policy)) as { Statement: [] }).Statement,
    );
  }

  /** The stack files' text, by folder: tags stand nowhere else. */
  get stackFiles(): string[] {
    return ["platform", "member", "board"].map((folder) =>
      readFileSync(join(workspace, "stacks", folder, "Pulumi.prod.yaml"), "utf8"),
    );
  }
}

/** Evaluates prod as it stands in the stack files, with a domain, without which it cannot be deployed. */
export async function evaluateProd(): Promise<ProdResources> {
  const platform = await evaluatePlatform();
  const services = await evaluateStacks({
    workspace,
    stack: "prod",
    only: ["member", "board"],
    stackOutputs: { "starter-platform": platform.outputs },
  });
  const all = [platform, ...services];
  const problems = all.flatMap((stack) => stack.problems);
  if (problems[0] !== undefined) throw new Error(`prod must be accepted, got: ${problems[0].message}`);
  return new ProdResources(all);
}

async function evaluatePlatform(): Promise<EvaluatedStack> {
  const source = join(workspace, "stacks/platform");
  const directory = mkdtempSync(join(tmpdir(), "starter-platform-"));
  try {
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml"]) {
      copyFileSync(join(source, file), join(directory, file));
    }
    symlinkSync(join(source, "index.ts"), join(directory, "index.ts"));
    const https = ["domainName: shop.example.com", "hostedZoneId: Z0123456789"];
    appendFileSync(
      join(directory, "Pulumi.prod.yaml"),
      https.map((line) => `\n  starter-platform:${line}`).join(""),
    );
    return await evaluateStack({ directory, stack: "prod" });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
