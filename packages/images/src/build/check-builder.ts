import { ImageError } from "../image-error.ts";
import { runProgram } from "../registry/run-program.ts";

/**
 * Makes sure that Docker, its buildx and a builder for two architectures are there, before any work starts. Throws
 * ImageError, which says what is missing.
 */
export async function checkBuilder(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { code, stdout, stderr } = await runProgram("docker", ["buildx", "inspect"], { environment });
  if (code === "ENOENT") {
    throw new ImageError(
      "docker: must be installed and in PATH to build images, got no such program; install Docker Desktop or Docker Engine (https://docs.docker.com/get-docker)",
    );
  }
  const refusal = /^Error:\s*(.*)$/m.exec(stdout)?.[1] ?? (code === 0 ? undefined : firstLine(stderr));
  if (refusal !== undefined) throw new ImageError(explain(refusal));
  if (/^Driver:\s*docker$/m.test(stdout)) await checkImageStore(environment);
}

function explain(refusal: string): string {
  if (/unknown command|not a docker command/.test(refusal)) {
    return `docker buildx: must be installed to build images, got "${refusal}"; install Docker's buildx plugin (https://docs.docker.com/build/install-buildx)`;
  }
  return `docker: must be running to build images, got "${refusal}"; start it, or choose another builder with docker buildx use`;
}

/** Docker's own builder makes one image for two architectures only where containerd keeps the images. */
async function checkImageStore(environment: NodeJS.ProcessEnv): Promise<void> {
  const args = ["info", "--format", "{{json .DriverStatus}}"];
  const { stdout } = await runProgram("docker", args, { environment });
  if (stdout.includes("io.containerd.snapshotter")) return;
  throw new ImageError(
    'docker: must keep images in containerd to build for two architectures, got the older image store; set "features": { "containerd-snapshotter": true } in daemon.json (in Docker Desktop: Settings, General), or run docker buildx create --use',
  );
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
