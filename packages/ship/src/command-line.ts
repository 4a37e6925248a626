import { Command, CommanderError, InvalidArgumentError } from "commander";
import { ShipError } from "./ship-error.ts";
import { findWorkspace } from "./workspace.ts";

/** Runs `ship <verb> …`; resolves with the exit code: 0 done, 1 it could not be done, 2 wrongly asked for. */
export async function runShip(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command("ship")
    .description("The command line of this repository: what the stacks would create, and how they run here.")
    .usage("<verb> [options]")
    .helpCommand("help [verb]", "say how a verb is used")
    .configureHelp({ subcommandTerm: (verb) => `${verb.name()} ${verb.usage()}`.replace(" [options]", "") })
    .exitOverride();

  program
    .command("plan")
    .summary("what each stack would create, and every mistake, without AWS")
    .description(
      "Evaluates the stack programs offline, without AWS, the Pulumi CLI or credentials, and prints what each would " +
        "create, what a real deployment still needs, and every mistake of every stack. Exits with 1 if there is one.",
    )
    .argument("[environment]", "whose Pulumi.<environment>.yaml is used", parseEnvironment, "dev")
    .option("--json", "print the same as JSON, without secrets")
    .action(async (environment: string, { json }: { json?: true }) => {
      const { runPlan } = await import("./plan/run-plan.ts");
      exitCode = await runPlan({ workspace: findWorkspace(), environment, json: json ?? false });
    });

  program
    .command("preflight")
    .summary("whether the images can be pulled and fit")
    .description(
      "Asks the registries for every image of an environment's stacks: whether it is there for the tasks' login and " +
        "architecture, fits their disk, ports, user and command, and whether Docker Hub will let it be pulled. " +
        "Downloads no layers. Exits with 1 if an image cannot be deployed.",
    )
    .argument("[environment]", "whose Pulumi.<environment>.yaml is used", parseEnvironment, "dev")
    .option(
      "--deep",
      "download the layers too, to see that the programs of health checks and commands are there",
    )
    .option("--json", "print the same as JSON")
    .action(async (environment: string, { deep, json }: { deep?: true; json?: true }) => {
      const { runPreflight } = await import("./preflight/run-preflight.ts");
      exitCode = await runPreflight({
        workspace: findWorkspace(),
        environment,
        deep: deep ?? false,
        json: json ?? false,
      });
    });

  program
    .command("local")
    .summary("run the stacks on this machine")
    .description(
      "Runs the stacks of an environment on this machine: the same containers, health checks and routes, the apps from\n" +
        "source and a real PostgreSQL. Ctrl-C ends it. Its data is kept until --fresh.",
    )
    .argument("[environment]", "whose Pulumi.<environment>.yaml is used", parseEnvironment, "dev")
    .option("--fresh", "forget the data of earlier runs")
    .option("--job <name>", "run this job once, as soon as the rest is ready")
    .option("--port <number>", "where it can be reached; left out: PORT, else 8080", parsePort)
    .action(async (environment: string, options: { fresh?: true; job?: string; port?: number }) => {
      const { fresh, job, port } = options;
      const { runLocal } = await import("./local/run-local.ts");
      const chosenPort = port ?? portFromEnvironment();
      exitCode = await runLocal({
        workspace: findWorkspace(),
        environment,
        fresh: fresh ?? false,
        ...(job !== undefined && { job }),
        ...(chosenPort !== undefined && { port: chosenPort }),
      });
    });

  program
    .command("release")
    .usage("<service…> <environment> [options]")
    .summary("build and push images, and name them in the stack files")
    .description(
      "Builds and pushes the images of services, as far as they changed, makes sure that the registry has them, and\n" +
        "writes their digests into stacks/<service>/Pulumi.<environment>.yaml. It deploys nothing: pulumi up does.",
    )
    .argument(
      "<words...>",
      "services by their folder in apps, then the environment, such as member board dev",
    )
    .option("--json", "print what changed as JSON")
    .action(async (words: string[], { json }: { json?: true }) => {
      const services = [...new Set(words.slice(0, -1))];
      const environment = words.at(-1) ?? "";
      if (services.length === 0 || !isEnvironment(environment)) {
        throw new ShipError(
          `release: must name services and then an environment, got "${words.join(" ")}"; for example npm run ship -- release member dev`,
          2,
        );
      }
      const { runRelease } = await import("./release/run-release.ts");
      exitCode = await runRelease({ workspace: findWorkspace(), services, environment, json: json ?? false });
    });

  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // commander has printed what was wrong; help that was asked for ends with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof ShipError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

function isEnvironment(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(text);
}

function parseEnvironment(text: string): string {
  if (isEnvironment(text)) return text;
  throw new InvalidArgumentError("It must be the name of a stack such as dev.");
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new InvalidArgumentError("It must be a number from 1 to 65535.");
}

function portFromEnvironment(): number | undefined {
  const text = process.env.PORT;
  if (text === undefined || text === "") return undefined;
  try {
    return parsePort(text);
  } catch {
    throw new ShipError(`PORT: must be a number from 1 to 65535, got "${text}"; correct it or unset it`, 2);
  }
}
