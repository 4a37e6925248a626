// What Pulumi.yaml and Pulumi.<stack>.yaml say, and every mistake in them. That Pulumi's own loader agrees is not proven.
import assert from "node:assert/strict";
import { ProjectFileError } from "../src/project-file.ts";
import { loadStackConfig, type StackConfig } from "../src/stack-config.ts";
import { ProjectFolder, projectYaml } from "./project-folder.ts";

describe("stack configuration", () => {
  const folders: ProjectFolder[] = [];
  after(() => {
    for (const folder of folders) folder.remove();
  });

  function load(schema: string, stackFile: string): StackConfig {
    const folder = new ProjectFolder("shop", {
      "Pulumi.yaml": projectYaml(schema),
      "Pulumi.dev.yaml": stackFile,
    });
    folders.push(folder);
    return loadStackConfig(folder.directory, "dev");
  }

  function fileErrorOf(action: () => unknown): unknown[] {
    try {
      action();
    } catch (error) {
      assert.ok(error instanceof ProjectFileError);
      return error.problems;
    }
    throw new Error("nothing was thrown");
  }

  it("applies the defaults of Pulumi.yaml", () => {
    const schema =
      "  count: { type: integer, default: 2 }\n  names: { type: array, items: { type: string }, default: [a] }\n  plain: x\n";
    const { values, problems } = load(schema, "config: {}\n");
    assert.deepEqual(problems, []);
    assert.deepEqual(values, {
      "starter-shop:count": "2",
      "starter-shop:names": '["a"]',
      "starter-shop:plain": "x",
    });
  });

  it("lets the stack file overrule a default, with or without the project's name before the key", () => {
    const schema = "  one: { type: integer, default: 1 }\n  two: { type: integer, default: 1 }\n";
    const { values } = load(schema, "config:\n  starter-shop:one: 5\n  two: 6\n");
    assert.deepEqual(values, { "starter-shop:one": "5", "starter-shop:two": "6" });
  });

  it("passes keys of other namespaces on, from both files", () => {
    const { values, problems } = load(
      "  aws:region: { value: eu-west-1 }\n",
      "config:\n  aws:profile: dev\n",
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(values, { "aws:region": "eu-west-1", "aws:profile": "dev" });
  });

  it("puts a placeholder of the declared type where a value is encrypted", () => {
    const schema =
      "  token: { type: string, secret: true }\n  count: { type: integer }\n  nested: { type: object, default: {} }\n";
    const stackFile =
      "config:\n  starter-shop:token: { secure: v1:abc }\n  starter-shop:count: { secure: v1:abc }\n" +
      "  starter-shop:nested: { key: { secure: v1:abc }, plain: 1 }\n";
    const { values, secretKeys, problems } = load(schema, stackFile);
    assert.deepEqual(problems, []);
    assert.deepEqual(values, {
      "starter-shop:token": "encrypted value of starter-shop:token",
      "starter-shop:count": "0",
      "starter-shop:nested": '{"key":"encrypted value of starter-shop:nested","plain":1}',
    });
    assert.deepEqual(secretKeys, ["starter-shop:token", "starter-shop:count", "starter-shop:nested"]);
  });

  it("reports every missing value with the command that sets it", () => {
    const schema =
      "  domain: { type: string }\n  count: { type: integer }\n  token: { type: string, secret: true }\n  sizes: { type: array, items: { type: integer } }\n";
    const { problems, unset } = load(schema, "config: {}\n");
    const where = "stacks/shop/Pulumi.dev.yaml";
    const run = "run pulumi -C stacks/shop config set";
    assert.deepEqual(problems, [
      { where, message: `domain: must be set, got nothing; ${run} domain <value> --stack dev` },
      { where, message: `count: must be set, got nothing; ${run} count <integer> --stack dev` },
      { where, message: `token: must be set, got nothing; ${run} token --secret --stack dev` },
      {
        where,
        message: `sizes: must be set (array of integer), got nothing; add starter-shop:sizes to ${where}`,
      },
    ]);
    assert.equal(unset.length, 4);
  });

  it("reports values of the wrong type with their line, and goes on with the default", () => {
    const schema =
      "  count: { type: integer, default: 1 }\n  sturdy: { type: boolean, default: false }\n  images: { type: object, default: {} }\n";
    const stackFile =
      "config:\n  starter-shop:count: two\n  starter-shop:sturdy: maybe\n  starter-shop:images: [a]\n";
    const { problems, values } = load(schema, stackFile);
    assert.deepEqual(problems, [
      {
        where: "stacks/shop/Pulumi.dev.yaml:2",
        message:
          'count: must be of type integer, got "two"; correct it, or run pulumi -C stacks/shop config set count <integer> --stack dev',
      },
      {
        where: "stacks/shop/Pulumi.dev.yaml:3",
        message:
          'sturdy: must be of type boolean, got "maybe"; correct it, or run pulumi -C stacks/shop config set sturdy <boolean> --stack dev',
      },
      {
        where: "stacks/shop/Pulumi.dev.yaml:4",
        message: 'images: must be of type object, got ["a"]; correct it',
      },
    ]);
    assert.equal(values["starter-shop:count"], "1");
  });

  it("accepts quoted integers and booleans, as Pulumi writes them", () => {
    const schema = "  count: { type: integer }\n  sturdy: { type: boolean }\n";
    const { problems } = load(schema, 'config:\n  starter-shop:count: "2"\n  starter-shop:sturdy: "true"\n');
    assert.deepEqual(problems, []);
  });

  it("accepts a string that looks like a number", () => {
    const { problems, values } = load(
      "  version: { type: string }\n",
      "config:\n  starter-shop:version: 18\n",
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(values, { "starter-shop:version": "18" });
  });

  it("rejects a secret in plain text", () => {
    const { problems } = load(
      "  token: { type: string, secret: true }\n",
      "config:\n  starter-shop:token: hunter2\n",
    );
    assert.deepEqual(problems, [
      {
        where: "stacks/shop/Pulumi.dev.yaml:2",
        message:
          "token: must be encrypted, got plain text; run pulumi -C stacks/shop config set token --secret --stack dev",
      },
    ]);
  });

  it("rejects plain text for a key that is named like a secret, which may have a default", () => {
    const schema = "  registryToken: { type: string, default: '' }\n";
    assert.deepEqual(load(schema, "config: {}\n").problems, []);
    assert.deepEqual(load(schema, "config:\n  starter-shop:registryToken: hunter2\n").problems, [
      {
        where: "stacks/shop/Pulumi.dev.yaml:2",
        message:
          "registryToken: must be encrypted, got plain text; run pulumi -C stacks/shop config set registryToken --secret --stack dev",
      },
    ]);
  });

  it("rejects a secret with a default, which Pulumi refuses whatever the stack file has", () => {
    assert.deepEqual(
      load("  token: { type: string, secret: true, default: '' }\n", "config: {}\n").problems,
      [
        {
          where: "stacks/shop/Pulumi.yaml:5",
          message:
            'token: must have no default when it is secret, got "", which Pulumi refuses as plain text; leave out secret, and set the value with --secret',
        },
      ],
    );
  });

  it("rejects an unknown key of the project and suggests the one that was meant", () => {
    const { problems } = load(
      "  count: { type: integer, default: 1 }\n",
      "config:\n  starter-shop:cuont: 2\n",
    );
    assert.deepEqual(problems, [
      {
        where: "stacks/shop/Pulumi.dev.yaml:2",
        message:
          "starter-shop:cuont: must be a key that Pulumi.yaml declares, got an unknown one; did you mean starter-shop:count?",
      },
    ]);
  });

  it("rejects a default that does not fit its type", () => {
    const { problems } = load("  count: { type: integer, default: many }\n", "config: {}\n");
    assert.deepEqual(problems, [
      {
        where: "stacks/shop/Pulumi.yaml:5",
        message: 'default of count: must be of type integer, got "many"',
      },
    ]);
  });

  it("rejects a type that Pulumi does not know", () => {
    const { problems } = load("  ratio: { type: number, default: 1 }\n", "config: {}\n");
    assert.equal(
      problems[0]?.message,
      'type of ratio: must be one of string, integer, boolean, array, object (an array with items), got "number"',
    );
  });

  it("rejects a type for a key of another namespace", () => {
    const { problems } = load("  aws:region: { type: string }\n", "config: {}\n");
    assert.equal(
      problems[0]?.message,
      "aws:region: must have a value, and neither type nor default, since its namespace is not starter-shop",
    );
  });

  it("names file and line of a YAML mistake", () => {
    const problems = fileErrorOf(() => load("", "config:\n  aws:region: x\n  aws:region: y\n"));
    assert.deepEqual(problems, [
      { where: "stacks/shop/Pulumi.dev.yaml:3", message: "must be valid YAML: map keys must be unique" },
    ]);
  });

  it("rejects a stack file that is no map", () => {
    const problems = fileErrorOf(() => load("", "just text\n"));
    assert.deepEqual(problems, [
      { where: "stacks/shop/Pulumi.dev.yaml", message: "must be a map of keys to values, got string" },
    ]);
  });

  it("lists the stacks there are when the one asked for has no file", () => {
    const folder = new ProjectFolder("shop", {
      "Pulumi.yaml": projectYaml(),
      "Pulumi.dev.yaml": "",
      "Pulumi.prod.yaml": "",
    });
    folders.push(folder);
    assert.deepEqual(
      fileErrorOf(() => loadStackConfig(folder.directory, "prd")),
      [
        {
          where: "stacks/shop/Pulumi.prd.yaml",
          message: "must exist, got no such file; use one of dev, prod, or create it after their model",
        },
      ],
    );
  });
});
