// Proves that the defaults and limits in docstrings, and so in the README, are what the components do: the documented
// default registers what leaving the argument out registers, the ends of a documented range are accepted and what lies
// beyond them is refused by name. Limits in words ("a path", "less than the interval") are tests' of their own.
import assert from "node:assert/strict";
import { inputsWithoutSecrets } from "@starter/stack-testing";
import { type Argument, type ArgumentTable, componentReference } from "../../reference/argument-tables.ts";
import { type Limit, literalDefault } from "../../reference/docstring.ts";
import { listedComponents } from "../../reference/readme.ts";
import { recordSample, type Sample, samples, taskSize } from "../../reference/samples.ts";

interface Documented {
  title: string;
  argument: Argument;
  sample: Sample;
  /** Where the argument stands in the sample's arguments. */
  keys: string[];
}

const documented: Documented[] = listedComponents.flatMap((component) =>
  componentReference(component).tables.flatMap((table) =>
    table.arguments.map((argument) => {
      const sample = sampleOf(component, table);
      const keys = keysOf(argument.path, sample.args);
      return { title: `${table.heading} ${argument.name}`, argument, sample, keys };
    }),
  ),
);

function sampleOf(component: string, { heading }: ArgumentTable): Sample {
  const sample = samples[heading] ?? samples[component];
  assert.ok(sample, `reference/samples.ts must have a sample for ${heading}, got none`);
  return sample;
}

type Tree = Record<string, unknown>;

/** `containers.<name>.port` as the keys that lead there; `<name>` is the first that the sample has. */
function keysOf(path: string, args: object): string[] {
  let place = args as Tree;
  return path.split(".").map((key) => {
    const found = key === "<name>" ? (Object.keys(place)[0] ?? key) : key;
    place = (place[found] ?? {}) as Tree;
    return found;
  });
}

/** The sample's arguments with another value at one place; undefined takes it away. */
function withValue({ sample, keys }: Documented, value: unknown): object {
  const args = structuredClone(sample.args);
  let place = args as Tree;
  for (const key of keys.slice(0, -1)) {
    if (typeof place[key] !== "object") place[key] = {};
    place = place[key] as Tree;
  }
  const last = keys.at(-1) ?? "";
  if (value === undefined) delete place[last];
  else place[last] = value;
  return args;
}

/** Whether a value is refused by a problem that names the argument. */
async function refuses(each: Documented, value: unknown): Promise<boolean> {
  const { problems } = await recordSample(each.sample, withValue(each, value));
  const field = `${each.sample.prefix ?? ""}${each.keys.join(".")}`;
  return problems.some(({ where }) => where === field);
}

async function registered(each: Documented, value: unknown): Promise<unknown[]> {
  const { resources, problems } = await recordSample(each.sample, withValue(each, value));
  assert.deepEqual(problems, []);
  const inputs = resources.map((resource) => [
    `${resource.type}::${resource.name}`,
    inputsWithoutSecrets(resource),
  ]);
  return inputs.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

interface Values {
  allowed: unknown[];
  refused: unknown[];
}

function valuesOf({ name, literals, doc: { limit } }: Argument): Values | undefined {
  if (limit !== undefined) return limitValues(name, limit);
  const texts = literals.filter((literal) => typeof literal === "string");
  return texts.length > 1 ? { allowed: texts, refused: ["no such"] } : undefined;
}

function limitValues(name: string, limit: Limit): Values {
  switch (limit.kind) {
    case "range": {
      const { min } = limit;
      const ofTask = name === "cpu" ? taskSize.cpu : taskSize.memoryMiB;
      const max = typeof limit.max === "number" ? limit.max : ofTask;
      if (limit.quoted) return { allowed: [`${min}`, `${max}`], refused: [`${min - 1}`, `${max + 1}`] };
      return { allowed: [min, max], refused: [min - 1, min + 0.5, max + 1, Number.NaN] };
    }
    case "choice": {
      const between = limit.values.flatMap((value) => [value - 1, value + 1]);
      const refused = between.filter((value) => !limit.values.includes(value));
      return { allowed: limit.values, refused: [...refused, Number.NaN] };
    }
    case "prefix": {
      const range = (length: number) => `10.0.0.0/${length}`;
      const { min, max } = limit;
      return { allowed: [min, max].map(range), refused: [min - 1, max + 1].map(range) };
    }
    case "size":
      return sizeValues(name, limit.text);
  }
}

function sizeValues(name: string, text: string): Values {
  const most = Number.parseInt(text, 10);
  if (text.includes("characters")) {
    const domain = (length: number) => `shop.${"a".repeat(length - "shop..de".length)}.de`;
    return { allowed: [domain(most)], refused: [domain(most + 1)] };
  }
  const item = (index: number) =>
    name.endsWith("SubnetIds") ? `subnet-${String(index).padStart(8, "0")}` : `s${index}.example.com`;
  const list = (length: number) => Array.from({ length }, (_, index) => item(index));
  if (text.includes("at the most")) return { allowed: [list(most)], refused: [list(most + 1)] };
  const least = /^two/i.test(text) ? 2 : most;
  return { allowed: [list(least)], refused: [list(least - 1)] };
}

/** Numbers whose limit another argument decides: the README has a table of sizes, a check's port is the container's. */
const decidedElsewhere = ["size.memoryMiB"];

describe("a documented limit", () => {
  it("is there for every number", () => {
    const without = documented.filter(({ argument }) => argument.numeric && argument.doc.limit === undefined);
    // Services and jobs take the same task.
    const paths = new Set(without.map(({ argument }) => argument.path));
    assert.deepEqual([...paths], decidedElsewhere);
  });

  for (const each of documented) {
    const values = valuesOf(each.argument);
    if (values === undefined) continue;
    it(`is what is checked: ${each.title}`, async () => {
      for (const value of values.allowed) {
        assert.equal(await refuses(each, value), false, `refuses ${JSON.stringify(value)}`);
      }
      for (const value of values.refused) {
        assert.equal(await refuses(each, value), true, `allows ${value}`);
      }
    });
  }
});

describe("a documented default", () => {
  for (const each of documented) {
    const value = literalDefault(each.argument.doc.default);
    if (value === undefined || each.argument.required) continue;
    it(`is what leaving the argument out means: ${each.title}`, async () => {
      const leftOut = await registered(each, undefined);
      assert.deepEqual(await registered(each, value), leftOut);
      // Otherwise any default would do.
      const other = valuesOf(each.argument)?.allowed.find((allowed) => allowed !== value);
      if (other !== undefined && each.argument.numeric) {
        assert.notDeepEqual(await registered(each, other), leftOut);
      }
    });
  }
});
