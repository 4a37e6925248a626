// Proves that the same containers are always the same text, and the text of what ECS returns for them.
//
// The provider registers a new revision, and so replaces every task, when what it sends differs from what ECS returned.
// It compares both as JSON after sorting containers, environment and secrets by name, filling in `essential`, the
// numbers of a health check but `startPeriod`, `hostPort` and `protocol`, and dropping empty lists of a container; a
// `cpu` of 0 is none. So the order of those lists, and `environment: []` and the like, would not matter. All else does:
// the order of `dependsOn`, `portMappings` and `mountOptions`, and every field and empty list inside `linuxParameters`
// and `logConfiguration`.
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/container_definitions.go (2026-11)
//
// The returned form is put together from what is documented and reported, since no AWS was asked:
// - fields and their order: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
// - `capabilities.add: []`, and no `devices`:
//   https://github.com/braintrustdata/terraform-aws-braintrust-data-plane/pull/335
// - `cpu`, `portMappings`, `systemControls`, `volumesFrom`: https://github.com/hashicorp/terraform-aws-consul-ecs/issues/318
// - `mountPoints`, `protocol`, no `secretOptions`: https://github.com/hashicorp/terraform/issues/17737
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import {
  canonicalJson,
  containerDefinitions,
  type Json,
  type ResolvedContainer,
} from "../../src/task/container-definitions.ts";
import { recordService, samplePlatform } from "../sample-service.ts";
import { returnedDefinitions } from "./returned-definitions.ts";

/** The same value with the keys of every object in another order, its first `by` keys last and all reversed. */
function reordered<T>(value: T, by: number): T {
  if (Array.isArray(value)) return value.map((item) => reordered(item, by)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, reordered(item, by)]);
  const from = by % Math.max(entries.length, 1);
  return Object.fromEntries([...entries.slice(from), ...entries.slice(0, from)].reverse()) as T;
}

describe("canonical JSON", () => {
  it("of canonical JSON is the same text", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = canonicalJson(value as Json);
        assert.equal(canonicalJson(JSON.parse(once)), once);
      }),
    );
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(9), (value, by) => {
        assert.equal(canonicalJson(reordered(value, by) as Json), canonicalJson(value as Json));
      }),
    );
  });

  it("does not depend on the order of named things, even where two have one name", () => {
    const named = fc.record({ name: fc.constantFrom("a", "b", "B"), value: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(named, { maxLength: 6 }), fc.nat(5), (list, by) => {
        const other = [...list.slice(by), ...list.slice(0, by)].reverse();
        assert.equal(canonicalJson(other), canonicalJson(list));
      }),
    );
  });

  it("sorts by code units, whatever the machine's language", () => {
    assert.equal(canonicalJson({ a: 1, _: 2, B: 3 }), '{"B":3,"_":2,"a":1}');
    const list = [{ name: "a" }, { name: "_" }, { name: "B" }];
    assert.equal(canonicalJson(list), '[{"name":"B"},{"name":"_"},{"name":"a"}]');
  });

  it("keeps the order of a list in which something has no name", () => {
    const list = [{ name: "b" }, { name: "a" }, {}, "z", "y"];
    assert.equal(canonicalJson(list), JSON.stringify(list));
  });
});

const names = fc.stringMatching(/^[A-Z][A-Z_]{0,4}$/);
const container: fc.Arbitrary<ResolvedContainer> = fc.record(
  {
    image: fc.constant(`docker.io/acme/app@sha256:${"a".repeat(64)}`),
    logGroupName: fc.constant("group"),
    port: fc.nat(65535),
    command: fc.array(fc.string()),
    environment: fc.dictionary(names, fc.string()),
    secrets: fc.dictionary(names, fc.record({ arn: fc.string() })),
    health: fc.record({ http: fc.constant("/livez") }),
    dependsOn: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("START", "HEALTHY")),
    essential: fc.boolean(),
    cpu: fc.nat(),
    tmpMiB: fc.nat(),
  },
  { requiredKeys: ["image", "logGroupName"] },
);
const containers = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/), container, { maxKeys: 4 });
const context = { region: "us-east-1", connectContainer: "a" };

describe("container definitions of any containers", () => {
  it("are canonical: parsed and rendered again, they are the same text", () => {
    fc.assert(
      fc.property(containers, (some) => {
        const text = containerDefinitions(some, context);
        assert.equal(canonicalJson(JSON.parse(text)), text);
      }),
    );
  });

  it("do not depend on the order in which containers, variables and fields are written", () => {
    fc.assert(
      fc.property(containers, fc.nat(9), (some, by) => {
        assert.equal(containerDefinitions(reordered(some, by), context), containerDefinitions(some, context));
      }),
    );
  });
});

describe("the sample service's container definitions", () => {
  it("are the very text that what ECS returns for them becomes", async () => {
    const login = returnedDefinitions[0]?.repositoryCredentials.credentialsParameter ?? "";
    const platform = { ...samplePlatform(), registryCredentialsArn: pulumi.output(login) };
    const { inputs } = (await recordService({ platform })).one("aws:ecs/taskDefinition:TaskDefinition");
    const text = String(inputs.containerDefinitions);
    const returned = canonicalJson(returnedDefinitions as Json);
    // First the values, whose difference can be read.
    assert.deepEqual(JSON.parse(text), JSON.parse(returned));
    assert.equal(text, returned);
  });
});
