import { type DatabaseServer, databaseSubstitution, startDatabases } from "./database-server.ts";
import { type Gateway, startGateway } from "./gateway/gateway.ts";
import type { LocalConsole } from "./logs/console.ts";
import { machineEnvironment } from "./machine.ts";
import type { LocalContainer, LocalPlan, LocalTask } from "./plan/local-plan.ts";
import { ServiceSupervisor } from "./process/service-supervisor.ts";
import { type TaskFailure, TaskRun, type TaskSurroundings } from "./process/task-run.ts";
import { type SecretValues, secretEnvironment } from "./state/secret-store.ts";

/** For what a job leaves running when its essential container has ended. */
const jobStopMs = 3000;

/** The running parts of a plan: the gateway, the databases and the services, started in this order. */
export class LocalSystem {
  readonly #plan: LocalPlan;
  readonly #secrets: SecretValues;
  readonly #screen: LocalConsole;
  readonly #services = new Map<string, ServiceSupervisor>();
  #job?: TaskRun;
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
    const { tasks, job } = this.#plan;
    this.#screen.expect(
      [...tasks, ...(job ? [job] : [])].flatMap(({ service, containers }) =>
        containers.map(({ name }) => `${service}/${name}`),
      ),
    );
    for (const task of tasks) {
      const onEvent = (text: string) => this.#screen.complain(text);
      const surroundings = this.#surroundings(task, watchers);
      this.#services.set(task.service, new ServiceSupervisor(task, surroundings, onEvent));
    }
    await Promise.all([...this.#services.values()].map((service) => service.start()));
  }

  /** Runs the plan's job to its end; resolves with its failure, if it failed. */
  async runJob(
    job: LocalTask,
    watchers: readonly TaskSurroundings["groups"][],
  ): Promise<TaskFailure | undefined> {
    this.#job = new TaskRun(job, this.#surroundings(job, watchers));
    const failure = await this.#job.ended;
    await this.#job.stop(AbortSignal.timeout(jobStopMs));
    return failure;
  }

  /** Stops all services and the job side by side; whatever still runs when the signal aborts is killed. */
  async stopServices(kill: AbortSignal): Promise<void> {
    const running = [...this.#services.values(), ...(this.#job ? [this.#job] : [])];
    await Promise.all(running.map((task) => task.stop(kill)));
  }

  #surroundings(task: LocalTask, watchers: readonly TaskSurroundings["groups"][]): TaskSurroundings {
    return {
      groups: {
        add: (pid) => {
          for (const watcher of watchers) watcher.add(pid);
        },
        remove: (pid) => {
          for (const watcher of watchers) watcher.remove(pid);
        },
      },
      environmentOf: (container) => this.#environmentOf(task, container),
      onLine: (container, line) => this.#screen.log(`${task.service}/${container}`, line),
    };
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
