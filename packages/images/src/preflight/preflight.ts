import { describeLogin } from "../registry/authentication.ts";
import { ImageReferenceError, isDockerHub, parseImageReference } from "../registry/image-reference.ts";
import { dockerHubPullLimit } from "../registry/pull-limit.ts";
import { RegistryProblem, type RegistryProblemKind } from "../registry/registry-problem.ts";
import type { RegistryOptions } from "../registry/registry-session.ts";
import { type TaskLogin, type TaskLoginSources, taskLogin } from "../registry/task-login.ts";
import { checkConfig, checkPrograms, type Remark } from "./container-fit.ts";
import { checkDisk } from "./disk-fit.ts";
import { ImageFiles, type Layer, readLayer } from "./image-files.ts";
import { type InspectedImage, inspectImage } from "./inspect-image.ts";
import type {
  CheckedImage,
  Finding,
  PreflightReport,
  PreflightTask,
  PullReport,
  TaskContainer,
} from "./preflight-task.ts";
import { checkPulls, reportPulls } from "./pull-need.ts";

/** What is checked, and how. */
export interface PreflightOptions extends TaskLoginSources, Pick<RegistryOptions, "timeoutMs" | "fetch"> {
  tasks: readonly PreflightTask[];
  /** Whether tasks pull Docker Hub's images through a cache, which fetches each one once. @default false */
  imageCache?: boolean;
  /** Whether layers are read, for programs and sizes; this downloads them. @default false */
  deep?: boolean;
  /** Told after each image. */
  onProgress?: (done: number, total: number) => void;
}

/** What a better login could change. */
const loginKinds: readonly RegistryProblemKind[] = ["unauthorized", "forbidden", "limited"];

/** One image for one architecture, whichever containers it is for. */
interface ImageCheck {
  login?: TaskLogin;
  image?: InspectedImage;
  files?: ImageFiles;
  failure?: string;
}

/**
 * Checks the images of tasks before they are deployed: that they are there for the task's login and architecture, fit
 * its disk, ports, user and command, and that Docker Hub will let them be pulled. Everything is asked side by side.
 */
export async function preflight(options: PreflightOptions): Promise<PreflightReport> {
  const { tasks, onProgress } = options;
  const logins = new Map<string, Promise<TaskLogin>>();
  const loginAt = (registry: string) => once(logins, registry, () => taskLogin(registry, options));
  const layers = new Map<string, Promise<Layer>>();
  const checks = new Map<string, Promise<ImageCheck>>();
  let done = 0;
  for (const { container, task } of containersOf(tasks)) {
    once(checks, keyOf(container, task), async () => {
      const check = await checkImage(container.image, task.architecture, options, loginAt, layers);
      onProgress?.(++done, checks.size);
      return check;
    });
  }
  onProgress?.(done, checks.size);
  const [results, pulls] = await Promise.all([settled(checks), dockerHubPulls(options, loginAt)]);
  const read = await readable(layers);
  const images: CheckedImage[] = [];
  const findings: Finding[] = [];
  for (const { container, task } of containersOf(tasks)) {
    const check = results.get(keyOf(container, task)) ?? {};
    images.push(describeImage(task, container, check, read));
    const remarks =
      check.failure === undefined
        ? remarksOn(container, check)
        : [{ level: "error" as const, message: check.failure }];
    findings.push(...remarks.map((remark) => ({ ...remark, stack: task.stack, container: container.name })));
  }
  for (const task of tasks) {
    const found = task.containers.flatMap((container) => results.get(keyOf(container, task))?.image ?? []);
    findings.push(...checkDisk(task, found, read));
  }
  // What keeps Docker Hub from answering is told with the images already.
  const isTold = findings.some(({ level }) => level === "error");
  if (pulls.failure !== undefined && !isTold) findings.push({ level: "warning", message: pulls.failure });
  if (pulls.report === undefined) return { images, findings };
  return { images, pulls: pulls.report, findings: [...findings, ...checkPulls(pulls.report, pulls.login)] };
}

async function checkImage(
  address: string,
  architecture: string,
  { deep, timeoutMs, fetch: ownFetch }: PreflightOptions,
  loginAt: (registry: string) => Promise<TaskLogin>,
  layers: Map<string, Promise<Layer>>,
): Promise<ImageCheck> {
  const check: ImageCheck = {};
  try {
    const reference = parseImageReference(address);
    check.login = await loginAt(reference.registry);
    const image = await inspectImage(reference, architecture, {
      credentials: check.login.credentials,
      timeoutMs,
      fetch: ownFetch,
    });
    check.image = image;
    if (deep) {
      const read: Layer[] = [];
      // One after the other: images are read side by side already. A layer of several images is read once.
      for (const layer of image.layers) {
        read.push(await once(layers, layer.digest, () => readLayer(image.client, layer)));
      }
      check.files = new ImageFiles(read);
    }
  } catch (error) {
    if (!(error instanceof RegistryProblem || error instanceof ImageReferenceError)) throw error;
    const { shortcoming } = check.login ?? {};
    const isAboutLogin = error instanceof RegistryProblem && loginKinds.includes(error.kind);
    check.failure =
      isAboutLogin && shortcoming !== undefined ? `${error.message} (${shortcoming})` : error.message;
  }
  return check;
}

function remarksOn(container: TaskContainer, { image, files }: ImageCheck): Remark[] {
  if (image === undefined) return [];
  const remarks = checkConfig(container, image.config);
  return files === undefined ? remarks : [...remarks, ...checkPrograms(container, image.config, files)];
}

async function dockerHubPulls(
  { tasks, imageCache = false, timeoutMs, fetch: ownFetch }: PreflightOptions,
  loginAt: (registry: string) => Promise<TaskLogin>,
): Promise<{ login: TaskLogin; report?: PullReport; failure?: string }> {
  const isUsed = containersOf(tasks).some(({ container }) => isDockerHub(container.image));
  if (!isUsed) return { login: { isTasks: false } };
  const login = await loginAt("docker.io");
  try {
    const limit = await dockerHubPullLimit({ credentials: login.credentials, timeoutMs, fetch: ownFetch });
    return limit === undefined ? { login } : { login, report: reportPulls(limit, login, tasks, imageCache) };
  } catch (error) {
    if (!(error instanceof RegistryProblem)) throw error;
    return {
      login,
      failure: `Docker Hub should tell how many pulls are left, got no answer: ${error.message}`,
    };
  }
}

function describeImage(
  { stack, service, architecture }: PreflightTask,
  { name, image }: TaskContainer,
  check: ImageCheck,
  read: ReadonlyMap<string, Layer>,
): CheckedImage {
  const login = describeLogin(check.login?.credentials);
  const layers = check.image?.layers;
  const unpacked = layers?.map(({ digest }) => read.get(digest)?.unpackedBytes);
  return {
    stack,
    service,
    container: name,
    image,
    architecture,
    ...(login !== undefined && { login }),
    ...(layers && { compressedBytes: layers.reduce((sum, { size }) => sum + size, 0) }),
    ...(unpacked?.every((size) => size !== undefined) &&
      check.files && { unpackedBytes: unpacked.reduce((sum, size) => sum + size, 0) }),
  };
}

function containersOf(tasks: readonly PreflightTask[]): { task: PreflightTask; container: TaskContainer }[] {
  return tasks.flatMap((task) => task.containers.map((container) => ({ task, container })));
}

function keyOf({ image }: TaskContainer, { architecture }: PreflightTask): string {
  return `${architecture} ${image}`;
}

function once<Value>(
  made: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const existing = made.get(key);
  if (existing !== undefined) return existing;
  const value = make();
  made.set(key, value);
  return value;
}

async function settled<Value>(promises: Map<string, Promise<Value>>): Promise<Map<string, Value>> {
  return new Map(await Promise.all([...promises].map(async ([key, value]) => [key, await value] as const)));
}

/** Layers that could be read; the others' images have their finding. */
async function readable(layers: Map<string, Promise<Layer>>): Promise<Map<string, Layer>> {
  const entries = await Promise.all(
    [...layers].map(async ([digest, layer]) => ({ digest, layer: await layer.catch(() => undefined) })),
  );
  return new Map(
    entries.flatMap(({ digest, layer }) => (layer === undefined ? [] : [[digest, layer] as const])),
  );
}
