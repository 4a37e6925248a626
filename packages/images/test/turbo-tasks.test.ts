// What turbo makes the images' hashes of, by its own dry run; that it then restores the outputs is turbo's business.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Task {
  taskId: string;
  hash: string;
  inputs: Record<string, string>;
  outputs: string[];
  dependencies: string[];
  environmentVariables: { specified: { passThroughEnv: string[] | null } };
}

const workspace = join(import.meta.dirname, "../../..");

/** The tasks of a push of member and board, by name. */
function dryRun(environment: Record<string, string> = {}): Map<string, Task> {
  const turbo = join(workspace, "node_modules/turbo/bin/turbo");
  const filters = ["member", "board"].map((service) => `--filter=./apps/${service}`);
  const output = execFileSync(process.execPath, [turbo, "run", "image:push", "--dry=json", ...filters], {
    cwd: workspace,
    encoding: "utf8",
    env: { PATH: process.env.PATH, TURBO_TELEMETRY_DISABLED: "1", ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { tasks }: { tasks: Task[] } = JSON.parse(output);
  return new Map(tasks.map((task) => [task.taskId.replace("@starter/", ""), task]));
}

/** A module and all that it imports, at once or when it needs it. */
function importsOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
    importsOf(join(file, "..", path), found);
  }
  return found;
}

describe("turbo's tasks for images", () => {
  let tasks: Map<string, Task>;
  before(() => {
    tasks = dryRun();
  });
  const inputsOf = (task: string) => Object.keys(tasks.get(task)?.inputs ?? {});

  it("bundle a service anew when what it shares with others changes", () => {
    assert.ok(tasks.get("member#build")?.dependencies.includes("@starter/service-kit#build"));
    assert.ok(inputsOf("service-kit#build").includes("src/index.ts"));
  });

  it("bundle nothing anew for tests, documents and what only the images are made of", () => {
    const others = inputsOf("member#build").filter((path) => /^(test|nginx)\/|README|Dockerfile/.test(path));
    assert.deepEqual(others, []);
  });

  it("build images anew for a Dockerfile, a site, the shared nginx configuration and the settings", () => {
    const inputs = inputsOf("board#image:build");
    for (const path of [
      "Dockerfile",
      ".dockerignore",
      "nginx/site/server.conf",
      "../../images.json",
      "../../packages/nginx/Dockerfile",
      "../../packages/nginx/Dockerfile.dockerignore",
      "../../packages/nginx/core/nginx.conf",
      "../../packages/nginx/entrypoint.sh",
    ]) {
      assert.ok(inputs.includes(path), path);
    }
    assert.deepEqual(tasks.get("board#image:build")?.dependencies, ["@starter/board#build"]);
  });

  it("build and push anew for every file of the program that does it", () => {
    const program = [...importsOf(join(workspace, "packages/images/src/main.mjs"))];
    assert.ok(program.length > 20, `${program.length} files`);
    for (const task of ["member#image:build", "member#image:push"]) {
      const inputs = inputsOf(task).map((path) => join(workspace, "apps/member", path));
      assert.deepEqual(
        program.filter((file) => !inputs.includes(file)),
        [],
        task,
      );
    }
  });

  it("bundle nothing anew for the database that only tests start", () => {
    assert.deepEqual(inputsOf("local-postgres#build"), ["package.json"]);
  });

  it("have the way to Docker and to registries from the environment, proxies and certificates too", () => {
    const passed = (task: string) =>
      tasks.get(task)?.environmentVariables.specified.passThroughEnv?.toSorted();
    for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [
      name,
      name.toLowerCase(),
    ])) {
      assert.ok(passed("member#image:build")?.includes(name), name);
    }
    for (const name of ["AWS_*", "DOCKER_*", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]) {
      assert.ok(passed("member#image:build")?.includes(name), name);
    }
    assert.deepEqual(passed("member#image:push"), passed("member#image:build"));
  });

  it("keep the digests as outputs, each task its own", () => {
    assert.deepEqual(tasks.get("board#image:push")?.dependencies, ["@starter/board#image:build"]);
    assert.deepEqual(tasks.get("board#image:push")?.outputs, ["image/pushed.json"]);
    assert.deepEqual(tasks.get("board#image:build")?.outputs, ["image/**"]);
  });

  it("build anew for another base", () => {
    const { hash } = dryRun({ APP_BASE: "127.0.0.1:5000/node:24" }).get("member#image:build") ?? {};
    assert.notEqual(hash, tasks.get("member#image:build")?.hash);
  });

  it("have the same hashes whoever is logged in where", () => {
    const credentials = {
      DOCKER_CONFIG: "/somewhere",
      DOCKER_HOST: "ssh://builder",
      AWS_SECRET_ACCESS_KEY: "x",
      HOME: "/x",
    };
    const hashes = (of: Map<string, Task>) => [...of.values()].map(({ taskId, hash }) => `${taskId} ${hash}`);
    assert.deepEqual(hashes(dryRun(credentials)), hashes(tasks));
  });
});
