import type { ContainerDefinition } from "../../provider-inputs.ts";
import type { EcsTask } from "./deployment.ts";

/** Local port of every container port, by service or job. */
export type PortMap = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** The container ports of a task: those it maps, and the one each container is told to listen on. */
export function containerPorts(containers: readonly ContainerDefinition[]): number[] {
  const ports = containers.flatMap((container) => [
    ...(container.portMappings ?? []).map(({ containerPort }) => containerPort),
    ...(container.environment ?? []).filter(({ name }) => name === "PORT").map(({ value }) => Number(value)),
  ]);
  return [...new Set(ports.filter((port) => port > 0))];
}

/** Gives each container port of each task the next of the free local ports. */
export function mapPorts(tasks: readonly EcsTask[], freePorts: readonly number[]): PortMap {
  const free = freePorts[Symbol.iterator]();
  const next = () => {
    const { value } = free.next();
    if (value === undefined) throw new Error("fewer free ports than container ports");
    return value;
  };
  return new Map(
    tasks.map(({ name, containers }) => [
      name,
      new Map(containerPorts(containers).map((containerPort) => [containerPort, next()])),
    ]),
  );
}

/** The port that a sidecar proxies to, from its `UPSTREAM`. */
export function upstreamPort(sidecar: ContainerDefinition): number | undefined {
  const upstream = sidecar.environment?.find(({ name }) => name === "UPSTREAM")?.value;
  const port = upstream?.match(/:(\d+)$/)?.[1];
  return port === undefined ? undefined : Number(port);
}
