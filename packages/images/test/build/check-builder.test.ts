// What is said when something to build with is missing; the words of the fake docker are those of Docker 20 to 28.
import assert from "node:assert/strict";
import { checkBuilder } from "../../src/index.ts";
import { fakeDocker } from "../fake-docker.ts";

/** Checks with a docker that runs this. */
async function check(body: string): Promise<void> {
  const docker = fakeDocker(body);
  try {
    await checkBuilder(docker.environment);
  } finally {
    docker.remove();
  }
}

const inspectAnswers = (text: string, info = "null") =>
  `console.log(args[0] === "info" ? ${JSON.stringify(info)} : ${JSON.stringify(text)});`;

describe("the check of what builds", () => {
  it("accepts Docker's own builder with images in containerd", async () => {
    await check(
      inspectAnswers("Name:   default\nDriver: docker\n", '[["driver-type","io.containerd.snapshotter.v1"]]'),
    );
  });

  it("accepts a builder in a container, whatever keeps Docker's images", async () => {
    await check(inspectAnswers("Name:   builder\nDriver: docker-container\n", '[["Backing Filesystem"]]'));
  });

  it("rejects a machine without docker", async () => {
    await assert.rejects(checkBuilder({ PATH: "/nowhere" }), {
      message:
        "docker: must be installed and in PATH to build images, got no such program; install Docker Desktop or Docker Engine (https://docs.docker.com/get-docker)",
    });
  });

  for (const words of [
    "docker: 'buildx' is not a docker command.",
    "docker: unknown command: docker buildx",
  ]) {
    it(`rejects a Docker without buildx: ${words}`, async () => {
      await assert.rejects(
        check(`console.error(${JSON.stringify(words)} + "\\n\\nRun 'docker --help'"); process.exit(1);`),
        {
          message: `docker buildx: must be installed to build images, got "${words}"; install Docker's buildx plugin (https://docs.docker.com/build/install-buildx)`,
        },
      );
    });
  }

  it("rejects a Docker that does not run, which buildx tells without an exit code", async () => {
    const words =
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";
    await assert.rejects(check(inspectAnswers(`Name:   default\nDriver:\nError:  ${words}\n`)), {
      message: `docker: must be running to build images, got "${words}"; start it, or choose another builder with docker buildx use`,
    });
  });

  it("rejects Docker's own builder with the older image store", async () => {
    await assert.rejects(check(inspectAnswers("Driver: docker\n", '[["Backing Filesystem","extfs"]]')), {
      message:
        'docker: must keep images in containerd to build for two architectures, got the older image store; set "features": { "containerd-snapshotter": true } in daemon.json (in Docker Desktop: Settings, General), or run docker buildx create --use',
    });
  });
});
