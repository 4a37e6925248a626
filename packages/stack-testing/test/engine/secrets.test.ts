// Where the values of secrets are, and where not. Proves what the engine and the CLI write; not that AWS's own provider
// keeps them out of its error texts, nor anything of `--debug`, with which Pulumi's SDK writes every input as it is.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineStack } from "../../src/engine/index.ts";
import { needsPulumi } from "./needs-pulumi.ts";
import { type Stacks, TestAccount } from "./test-account.ts";

const dockerHubToken = "dckr_pat_K7q2mZr0aVn4TtXs9LbWcYdEfGh";
const nextToken = "dckr_pat_P3w8nHy6eJk1RrQu5MvBxCzAdFg";

/** What the services' own secrets look like: 24 bytes, or the one line between the marks of a private key. */
const generated = {
  "member-signing-key-value": /^[A-Za-z0-9+/]{64}$/,
  "member-db-password-value": /^[\w-]{32}$/,
  "board-db-password-value": /^[\w-]{32}$/,
};

const newUrl = "postgres://elsewhere.example.com/shop";

for (const [environment, imageCache] of [
  ["dev", false],
  ["prod", true],
] as const) {
  describe(`secrets of ${environment}`, function () {
    this.timeout(300_000);
    before(needsPulumi);

    let account: TestAccount;
    let stacks: Stacks;
    /** What the CLI printed, by what it was asked. */
    const printed: Record<string, string> = {};
    const print = async (
      asked: string,
      run: Promise<{ ok: boolean; stdout: string; stderr: string }>,
      succeeds = true,
    ) => {
      const { ok, stdout, stderr } = await run;
      assert.equal(ok, succeeds, stdout + stderr);
      printed[asked] = stdout + stderr;
    };
    const forEachStack = (run: (name: keyof Stacks, stack: EngineStack) => Promise<void>) =>
      Promise.all(Object.entries(stacks).map(([name, stack]) => run(name as keyof Stacks, stack)));

    before(async () => {
      account = await TestAccount.open();
      stacks = await account.stacks(environment, {
        platform: { config: { dockerHubUsername: "example", imageCache }, secrets: { dockerHubToken } },
      });
      const type = "aws:secretsmanager/secretVersion:SecretVersion";
      account.aws.account.inject({ operation: "create", type, effect: "fail" });
      await print("failing up of platform", stacks.platform.up("--diff"), false);
      await print("up of platform", stacks.platform.up("--diff"));
      await print("up of member", stacks.member.up("--diff"));
      await print("up of board", stacks.board.up("--diff"));
      await forEachStack((name, stack) =>
        print(`output of ${name}`, stack.pulumi("stack", "output", "--json")),
      );
      for (const stack of [stacks.member, stacks.board]) changeVariable(stack);
      await stacks.platform.setSecret("dockerHubToken", nextToken);
      await forEachStack((name, stack) =>
        print(`preview of ${name}`, stack.preview("--diff", "--show-full-output")),
      );
    });
    after(() => account?.close());

    /** As AWS received them, by the resource that has them: of each text its long run of characters. */
    const received = () =>
      Object.fromEntries(
        account.aws.account
          .resources("aws:secretsmanager/secretVersion:SecretVersion")
          .map(({ name, state }) => [name, /[\w+/-]{30,}/.exec(String(state.secretString))?.[0] ?? ""]),
      );

    it("reach AWS as they are", () => {
      const { "docker-hub-value": token, ...own } = received();
      assert.equal(token, dockerHubToken);
      assert.deepEqual(Object.keys(own).sort(), Object.keys(generated).sort());
      for (const [name, pattern] of Object.entries(generated)) assert.match(own[name] ?? "", pattern);
    });

    it("are in no state, history, event log or stack file, and in nothing that the CLI prints", () => {
      const files = textsBelow(account.engine.folder);
      for (const kind of [
        /stacks\/.*\.json$/,
        /history\/.*checkpoint\.json$/,
        /events\.json$/,
        /Pulumi\.\w+\.yaml$/,
      ]) {
        assert.ok(
          files.some(([path]) => kind.test(path)),
          `${kind} in ${files.map(([path]) => path)}`,
        );
      }
      const places = [...files, ...Object.entries(printed)];
      for (const [name, secret] of Object.entries({ ...received(), "next token": nextToken })) {
        const found = places.filter(([, text]) => text.includes(secret)).map(([place]) => place);
        assert.deepEqual(found, [], name);
      }
    });

    it("make no output a secret, so that all of them can be read", () => {
      for (const name of Object.keys(stacks)) {
        const text = printed[`output of ${name}`] ?? "";
        assert.notDeepEqual(Object.keys(JSON.parse(text)), []);
        assert.doesNotMatch(text, /\[secret\]/);
      }
    });

    it("hide no line of the container definitions when a variable changes", () => {
      for (const name of ["member", "board"]) {
        const { state } = account.aws.account.one("aws:ecs/taskDefinition:TaskDefinition", name);
        const shown = shownValues(printed[`preview of ${name}`] ?? "");
        const unchanged = shown.map((line) => line.replace(/ => .*/, ""));
        assert.deepEqual(unchanged, values(JSON.parse(String(state.containerDefinitions))));
        const changed = shown.filter((line) => line.includes(" => "));
        assert.deepEqual(
          changed.map((line) => line.replace(/.* => /, "")),
          [JSON.stringify(newUrl)],
        );
      }
    });
  });
}

/** Gives the app another value of a variable. */
function changeVariable({ directory }: EngineStack): void {
  const file = join(directory, "index.ts");
  const program = readFileSync(file, "utf8");
  const changed = program.replace(
    /environment: (.+),\n/,
    `environment: { ...($1), DATABASE_URL: "${newUrl}" },\n`,
  );
  assert.notEqual(changed, program);
  writeFileSync(file, changed);
}

/** Path and text of every file; node_modules is a link out of it. */
function textsBelow(folder: string): [path: string, text: string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return textsBelow(path);
    return entry.isFile() ? [[path, withoutDebugging(readFileSync(path, "utf8"))]] : [];
  });
}

/** An event log also has what only `--debug` shows: among it each resource's inputs as the SDK sends them. */
function withoutDebugging(text: string): string {
  const isDebugging = (line: string) =>
    line.includes('"diagnosticEvent"') && line.includes('"severity":"debug"');
  return text
    .split("\n")
    .filter((line) => !isDebugging(line))
    .join("\n");
}

/** Every value of some JSON with its key, as a preview shows it: `name: "app"`, `[0]: "node"`. */
function values(json: unknown, key = ""): string[] {
  if (typeof json !== "object" || json === null) return [`${key}: ${JSON.stringify(json)}`];
  return Object.entries(json).flatMap(([name, value]) =>
    values(value, Array.isArray(json) ? `[${name}]` : name),
  );
}

/** The same of the container definitions in a preview's text; of empty lists it shows some and not others. */
function shownValues(preview: string): string[] {
  const definitions = /^ *~ containerDefinitions *: \(json\) \[\n(.*?)\n {8}\]$/ms.exec(preview)?.[1] ?? "";
  return definitions
    .split("\n")
    .map((line) =>
      line
        .trim()
        .replace(/^[~+-] /, "")
        .replace(/^(\S+) *: /, "$1: "),
    )
    .filter((line) => !/^[\]}]$|: (\[|\{|\[\])$/.test(line));
}
