// Whether the images of both services become healthy in a real engine by the commands that their task definitions
// declare, and unhealthy when what runs in them hangs. Docker runs the commands, as it does on ECS.
// Not proven: Fargate's own agent and kernel, the other architecture, Docker Hub's base images where they are made here.
import assert from "node:assert/strict";
import type { Task } from "../src/task/task.ts";
import { needsEngine, useRig } from "./use-rig.ts";

describe("health of tasks in their images", function () {
  this.timeout(600_000);
  before(needsEngine);
  const services = ["member", "board"];
  const tasks: Task[] = [];
  before(async () => {
    const rig = await useRig();
    tasks.push(...(await Promise.all(services.map((service) => rig.start(service)))));
  });
  after(() => Promise.all(tasks.map((task) => task.remove())));

  it("lets every container that declares a check become healthy by it", async () => {
    await Promise.all(tasks.map((task) => task.waitForHealth()));
    const states = await statesOf(tasks);
    assert.deepEqual(states, {
      "member/app": "healthy",
      "member/migrate": "none",
      "member/nginx": "healthy",
      "board/app": "healthy",
      "board/migrate": "none",
      "board/nginx": "healthy",
    });
  });

  it("gives every container what it declares and no more: its user, no capability, a read-only root, a /tmp", async () => {
    const allowed =
      'set -e; id=$(while read -r key value _; do if [ "$key" = Uid: ]; then echo "$value"; fi; done </proc/self/status); ' +
      // Not by trying to write: /probe and /etc/probe are closed to these users anyway.
      "echo x >/tmp/probe; " +
      "while read -r _ place _ options _; do case $place in /) [[ ,$options, = *,ro,* ]];; esac; done </proc/mounts; " +
      'while read -r key value; do case $key in Cap???:) [ "$value" = 0000000000000000 ];; esac; done </proc/self/status; ' +
      'exit "$id"';
    const found: Record<string, number | null> = {};
    for (const task of tasks) {
      for (const name of ["app", "nginx"]) {
        // The exit code carries the user's id modulo 256.
        found[`${task.plan.service}/${name}`] = await task.exec(name, ["bash", "-c", allowed]);
      }
    }
    assert.deepEqual(found, {
      "member/app": 1000 % 256,
      "member/nginx": 101,
      "board/app": 1000 % 256,
      "board/nginx": 101,
    });
  });

  it("turns every container unhealthy whose program hangs", async () => {
    // All processes but the engine's init: the app's Node, and nginx with its entry point.
    const hang = ["bash", "-c", "kill -STOP -1"];
    const checked = tasks.flatMap((task) => ["app", "nginx"].map((name) => ({ task, name })));
    await Promise.all(checked.map(({ task, name }) => task.exec(name, hang)));
    await Promise.all(
      checked.map(({ task, name }) => task.waitFor(name, ({ health }) => health === "unhealthy")),
    );
    assert.deepEqual(await Promise.all(tasks.map((task) => task.failure())), [
      "app is unhealthy",
      "app is unhealthy",
    ]);
  });
});

async function statesOf(tasks: readonly Task[]): Promise<Record<string, string>> {
  const states: Record<string, string> = {};
  for (const task of tasks) {
    for (const { name } of task.plan.containers) {
      states[`${task.plan.service}/${name}`] = (await task.state(name)).health;
    }
  }
  return states;
}
