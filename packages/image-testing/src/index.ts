export { docker } from "./engine/docker.ts";
export { EngineApi, EngineError } from "./engine/engine-api.ts";
export { type EnginePrograms, findEngine, findProgram, unpacked } from "./engine/find-engine.ts";
export { type Engine, startEngine } from "./engine/start-engine.ts";
export { areBasesMade, type BaseImages, makeBaseImages } from "./images/base-images.ts";
export { buildImages } from "./images/build-images.ts";
export { memberRequests } from "./load/member-requests.ts";
export { type Failure, OpenLoad, type RequestKind } from "./load/open-load.ts";
export { LoadBalancer } from "./load-balancer/load-balancer.ts";
export { RegisteredTarget, type TargetState } from "./load-balancer/target.ts";
export { type ContainerConfig, containerConfig, pauseConfig } from "./task/container-config.ts";
export { type Rig, startRig } from "./task/rig.ts";
export { Service } from "./task/service.ts";
export { type Change, type ContainerState, Task } from "./task/task.ts";
export {
  localImage,
  readTaskPlans,
  type Surroundings,
  type TaskContainer,
  type TaskPlan,
} from "./task/task-plan.ts";
