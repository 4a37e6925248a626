import { localImage, type TaskContainer, type TaskPlan } from "./task-plan.ts";

const second = 1e9;
const mebibyte = 2 ** 20;

/** What the Engine API's "create a container" is sent. */
export interface ContainerConfig {
  Image: string;
  Entrypoint?: string[];
  Cmd?: string[];
  Env: string[];
  User?: string;
  StopTimeout?: number;
  Healthcheck?: { Test: string[]; Interval: number; Timeout: number; Retries: number; StartPeriod: number };
  HostConfig: Record<string, unknown>;
}

/**
 * Tells the engine what the task definition says of a container. The task's size is each container's limit, as they all
 * may use it; numbers that a health check leaves out are ECS's defaults.
 * @param pause Id of the container whose network the task's containers share.
 */
export function containerConfig(
  container: TaskContainer,
  { cpu, memoryMiB }: Pick<TaskPlan, "cpu" | "memoryMiB">,
  pause: string,
  variables: Record<string, string>,
): ContainerConfig {
  const { healthCheck, linuxParameters = {}, stopTimeout = 30 } = container;
  const tmpfs = (linuxParameters.tmpfs ?? []).map(({ containerPath, size, mountOptions = [] }) => [
    containerPath,
    [...mountOptions, `size=${size}m`].join(","),
  ]);
  return {
    Image: localImage(container),
    Entrypoint: container.entryPoint,
    Cmd: container.command,
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    User: container.user,
    StopTimeout: stopTimeout,
    ...(healthCheck && {
      Healthcheck: {
        Test: healthCheck.command,
        Interval: (healthCheck.interval ?? 30) * second,
        Timeout: (healthCheck.timeout ?? 5) * second,
        Retries: healthCheck.retries ?? 3,
        StartPeriod: (healthCheck.startPeriod ?? 0) * second,
      },
    }),
    HostConfig: {
      NetworkMode: `container:${pause}`,
      ReadonlyRootfs: container.readonlyRootFilesystem ?? false,
      Tmpfs: Object.fromEntries(tmpfs),
      CapAdd: linuxParameters.capabilities?.add ?? [],
      CapDrop: linuxParameters.capabilities?.drop ?? [],
      Init: linuxParameters.initProcessEnabled ?? false,
      NanoCpus: Math.round((cpu / 1024) * second),
      Memory: memoryMiB * mebibyte,
      // As much as Memory: none of it is swap.
      MemorySwap: memoryMiB * mebibyte,
    },
  };
}

/** The container that holds a task's network: nothing but an address, and Fargate's rule on low ports. */
export function pauseConfig(image: string, network: string): ContainerConfig {
  return {
    Image: image,
    Entrypoint: ["sleep", "infinity"],
    Env: [],
    User: "65534:65534",
    HostConfig: { NetworkMode: network, Sysctls: { "net.ipv4.ip_unprivileged_port_start": "1024" } },
  };
}
