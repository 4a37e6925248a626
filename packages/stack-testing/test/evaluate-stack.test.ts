// Stack programs in child processes, valid and broken. The Pulumi CLI itself is not run here.
import assert from "node:assert/strict";
import { evaluateStack, evaluateStacks, inputsWithoutSecrets, outputsWithoutSecrets } from "../src/index.ts";
import { ProjectFolder, projectYaml } from "./project-folder.ts";

describe("evaluateStack", function () {
  // A child process loads the AWS SDK; the first one also compiles it.
  this.timeout(60_000);
  const folders: ProjectFolder[] = [];
  after(() => {
    for (const folder of folders) folder.remove();
  });

  function project(program: string, options: { schema?: string; stackFile?: string } = {}): ProjectFolder {
    const folder = new ProjectFolder("shop", {
      "Pulumi.yaml": projectYaml(options.schema),
      "Pulumi.dev.yaml": options.stackFile ?? "config: {}\n",
      "index.ts": program,
    });
    folders.push(folder);
    return folder;
  }

  async function problemsOf(program: string, options: { schema?: string; stackFile?: string } = {}) {
    const { directory } = project(program, options);
    return (await evaluateStack({ directory, stack: "dev" })).problems;
  }

  it("returns what the program registers and exports, with its configuration applied", async () => {
    const { directory } = project(
      `import * as aws from "@pulumi/aws";
       import * as pulumi from "@pulumi/pulumi";
       const config = new pulumi.Config();
       const service = new aws.ecs.Service("shop", { desiredCount: config.requireNumber("count") });
       export const name = service.name;
       export const who = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");`,
      { schema: "  count: { type: integer, default: 2 }\n" },
    );
    const evaluated = await evaluateStack({ directory, stack: "dev" });
    assert.deepEqual(evaluated.problems, []);
    assert.equal(evaluated.project, "starter-shop");
    assert.deepEqual(evaluated.outputs, { name: "shop", who: "organization/starter-shop/dev" });
    assert.deepEqual(
      evaluated.resources.map(({ type, inputs }) => [type, inputs.desiredCount]),
      [["aws:ecs/service:Service", 2]],
    );
  });

  it("reads a default export, and calls an exported function", async () => {
    const { directory } = project("export default async () => ({ answer: 42 });");
    assert.deepEqual((await evaluateStack({ directory, stack: "dev" })).outputs, { answer: 42 });
  });

  it("tells the program that nothing is deployed, unless asked not to", async () => {
    const { directory } = project(
      `import * as pulumi from "@pulumi/pulumi";
       export const offline = new pulumi.Config("ship").get("offline") ?? "unset";`,
    );
    const outputs = async (offline?: boolean) =>
      (await evaluateStack({ directory, stack: "dev", ...(offline !== undefined && { offline }) })).outputs;
    assert.deepEqual(await outputs(), { offline: "true" });
    assert.deepEqual(await outputs(false), { offline: "unset" });
  });

  it("hands the program's own output on without being confused by it", async () => {
    const { directory } = project(
      'console.log(\'{"resources":[]}\'); console.error("to stderr"); export const a = 1;',
    );
    const lines: string[] = [];
    const { outputs } = await evaluateStack({
      directory,
      stack: "dev",
      onOutput: (line) => lines.push(line),
    });
    assert.deepEqual(outputs, { a: 1 });
    assert.deepEqual(lines.sort(), ["to stderr", '{"resources":[]}']);
  });

  it("masks secrets of inputs and exports", async () => {
    const { directory } = project(
      `import * as aws from "@pulumi/aws";
       import * as pulumi from "@pulumi/pulumi";
       const token = new pulumi.Config().requireSecret("token");
       new aws.ssm.Parameter("p", { type: "SecureString", value: token });
       export const copy = token;
       export const open = "yes";`,
      {
        schema: "  token: { type: string, secret: true }\n",
        stackFile: "config:\n  token: { secure: v1:abc }\n",
      },
    );
    const evaluated = await evaluateStack({ directory, stack: "dev" });
    assert.deepEqual(evaluated.problems, []);
    assert.deepEqual(evaluated.resources.map(inputsWithoutSecrets), [
      { type: "SecureString", value: "[secret]" },
    ]);
    assert.deepEqual(outputsWithoutSecrets(evaluated), { copy: "[secret]", open: "yes" });
  });

  it("reports a mistake in the configuration beside those of the program", async () => {
    const problems = await problemsOf(
      `import * as pulumi from "@pulumi/pulumi";
       throw new pulumi.InputPropertiesError({ message: "", errors: [{ propertyPath: "size.cpu", reason: "must be 256" }] });`,
      { schema: "  count: { type: integer, default: 2 }\n", stackFile: "config:\n  count: two\n" },
    );
    assert.deepEqual(
      problems.map(({ where }) => where),
      ["stacks/shop/Pulumi.dev.yaml:2", "size.cpu"],
    );
  });

  it("reports a missing value once, with the command", async () => {
    const problems = await problemsOf(
      'import * as pulumi from "@pulumi/pulumi"; new pulumi.Config().require("domain");',
      { schema: "  domain: { type: string }\n" },
    );
    assert.deepEqual(problems, [
      {
        where: "stacks/shop/Pulumi.dev.yaml",
        message:
          "domain: must be set, got nothing; run pulumi -C stacks/shop config set domain <value> --stack dev",
      },
    ]);
  });

  it("names the line of the program in which an exception arose", async () => {
    const problems = await problemsOf("const nothing = undefined;\n\nexport const a = nothing.field;");
    assert.deepEqual(problems, [
      {
        where: "stacks/shop/index.ts:3",
        message: "TypeError: Cannot read properties of undefined (reading 'field')",
      },
    ]);
  });

  it("names the line of a mistake in the program's syntax", async () => {
    const problems = await problemsOf("const a = 1;\nconst b = = 2;\n");
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.where, "stacks/shop/index.ts:2");
    assert.match(problems[0]?.message ?? "", /^SyntaxError: /);
  });

  it("says how to install what an import does not find", async () => {
    const problems = await problemsOf('import "left-pad";');
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? "", /'left-pad'.*; install what it imports with: pnpm install$/);
  });

  it("reports an output that is used as a string", async () => {
    const problems = await problemsOf(
      `import * as aws from "@pulumi/aws";
       const cluster = new aws.ecs.Cluster("main", {});
       export const text = \`arn is \${cluster.arn}\`;`,
    );
    assert.deepEqual(problems, [
      {
        where: "stacks/shop/index.ts:3",
        message: "Calling [toString] on an [Output<T>] is not supported; use pulumi.interpolate or apply",
      },
    ]);
  });

  it("tells a program that waits for ever from one that is slow", async () => {
    assert.deepEqual(await problemsOf("await new Promise(() => {});"), [
      {
        where: "stacks/shop/index.ts",
        message: "must run to its end, got stuck on a promise that is never settled",
      },
    ]);
  });

  it("ends a program that runs too long", async () => {
    const { directory } = project("await new Promise((done) => setTimeout(done, 60_000));");
    const { problems } = await evaluateStack({ directory, stack: "dev", timeoutSeconds: 3 });
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? "", /^must register its resources within 3 s, got no end/);
  });

  it("reports a program that ends its process", async () => {
    assert.deepEqual(await problemsOf('console.error("fatal error"); process.exit(3);'), [
      { where: "stacks/shop/index.ts", message: 'must run to its end, got exit code 3 after "fatal error"' },
    ]);
  });

  it("does not wait for what a program left open", async () => {
    const { directory } = project("setInterval(() => {}, 1000); export const a = 1;");
    assert.deepEqual((await evaluateStack({ directory, stack: "dev" })).outputs, { a: 1 });
  });

  it("evaluates all projects of a workspace, platform first", async () => {
    const folder = project("export const folder = 'shop';");
    for (const name of ["board", "platform"]) {
      folder.write({
        [`../${name}/Pulumi.yaml`]: `name: starter-${name}\nruntime: nodejs\n`,
        [`../${name}/Pulumi.dev.yaml`]: "",
        [`../${name}/index.ts`]: `export const folder = "${name}";`,
        [`../${name}/package.json`]: '{"type":"module"}',
      });
    }
    const all = await evaluateStacks({ workspace: folder.workspace, stack: "dev" });
    assert.deepEqual(
      all.map(({ project: name, outputs, problems }) => [name, outputs.folder, problems]),
      [
        ["starter-platform", "platform", []],
        ["starter-board", "board", []],
        ["starter-shop", "shop", []],
      ],
    );
    const some = await evaluateStacks({ workspace: folder.workspace, stack: "dev", only: ["board"] });
    assert.deepEqual(
      some.map(({ project: name }) => name),
      ["starter-board"],
    );
  });
});
