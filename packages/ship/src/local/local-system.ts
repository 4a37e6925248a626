import { type DatabaseServer, databaseSubstitution, startDatabases } from "./database-server.ts";
import { type Gateway, startGateway } from "./gateway/gateway.ts";
import type { LocalConsole } from "./logs/console.ts";
import { machineEnvironment } from "./machine.ts";
import type { LocalContainer, LocalPlan, LocalTask } from "./plan/local-plan.ts";
import { ServiceSupervisor } from "./process/service-supervisor.ts";
import type { TaskSurroundings } from "./process/task-run.ts";
import { type SecretValues, secretEnvironment } from "./state/secret-store.ts";

/** The running parts of a plan: the gateway, the databases and the services, started in this order. */
export class LocalSystem {
  readonly #plan: LocalPlan;
  readonly #secrets: SecretValues;
  readonly #screen: LocalConsole;
  readonly #services = new Map<string, ServiceSupervisor>();
  #databases?: DatabaseServer;

  constructor(plan: LocalPlan, secrets: SecretValues, screen: LocalConsole) {
    this.#plan = plan;
    this.#secrets = secrets;
    this.#screen = screen;
  }

  /** Listens on the port or the next free one; answers 503 until the services are healthy. */
  startGateway(port: number): Promise<Gateway> {
    const isAvailable = (service: string) => this.#services.get(service)?.available ?? false;
    return startGateway({ plan: this.#plan, port, isAvailable });
  }

  /** Resolves with undefined where no stack has a database. */
  async startDatabases(dataFolder: string, fresh: boolean): Promise<DatabaseServer | undefined> {
    const onLine = (line: string) => this.#screen.log("postgres", line);
    this.#databases = await startDatabases(this.#plan.databases, { dataFolder, fresh, onLine });
    return this.#databases;
  }

  /** Starts all services side by side; rejects with the first TaskFailure. */
  async startServices(watchers: readonly TaskSurroundings["groups"][]): Promise<void> {
    const { tasks } = this.#plan;
    this.#screen.expect(
      tasks.flatMap(({ service, containers }) => containers.map(({ name }) => `${service}/${name}`)),
    );
    const groups = {
      add: (pid: number) => {
        for (const watcher of watchers) watcher.add(pid);
      },
      remove: (pid: number) => {
        for (const watcher of watchers) watcher.remove(pid);
      },
    };
    for (const task of tasks) {
      const surroundings = {
        groups,
        environmentOf: (container: LocalContainer) => this.#environmentOf(task, container),
        onLine: (container: string, line: string) => this.#screen.log(`${task.service}/${container}`, line),
      };
      const onEvent = (text: string) => this.#screen.complain(text);
      this.#services.set(task.service, new ServiceSupervisor(task, surroundings, onEvent));
    }
    await Promise.all([...this.#services.values()].map((service) => service.start()));
  }

  /** Stops all services side by side; whatever still runs when the signal aborts is killed. */
  async stopServices(kill: AbortSignal): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.stop(kill)));
  }

  #environmentOf(task: LocalTask, container: LocalContainer): Record<string, string> {
    const localize = databaseSubstitution(this.#plan.databases, task.folder, this.#databases);
    const declared = Object.entries(container.environment).map(([name, value]) => [name, localize(value)]);
    return {
      ...machineEnvironment(),
      ...Object.fromEntries(declared),
      ...secretEnvironment(container.secrets, this.#secrets, this.#databases?.administrator),
    };
  }
}
