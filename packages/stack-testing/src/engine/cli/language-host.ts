import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface, type Interface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import languageServices from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageMessages, { type RunRequest, type RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import { endWithThisTest, killGroup } from "./leftovers.ts";

/** What runs Node for a CLI that came without Pulumi's own language host. */
export interface LanguageHost {
  /** For `--client`. */
  address: string;
  close(): void;
}

/** The SDK's own runner: the program is loaded, and its mistakes are told, as everywhere. */
const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run");

/** The runner's word for: the mistake is told already. */
const toldExitCode = 32;

/**
 * Serves the protocol by which the engine has a program run, as `pulumi-language-nodejs` does with
 * `typescript: false`: one process for each run.
 */
export async function startLanguageHost(environment: NodeJS.ProcessEnv): Promise<LanguageHost> {
  const server = new grpc.Server();
  server.addService(languageServices.LanguageRuntimeService, {
    getPluginInfo: (_call: unknown, answer: Answer) =>
      answer(null, new pluginMessages.PluginInfo().setVersion("1.0.0")),
    getRequiredPlugins: (_call: unknown, answer: Answer) =>
      answer(null, new languageMessages.GetRequiredPluginsResponse()),
    run: (call: grpc.ServerUnaryCall<RunRequest, RunResponse>, answer: Answer) => {
      const program = startProgram(call.request, environment);
      call.on("cancelled", () => killGroup(program.child));
      program.ended.then((response) => answer(null, response), answer);
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

type Answer = (error: grpc.ServiceError | null, response?: unknown) => void;

function startProgram(request: RunRequest, environment: NodeJS.ProcessEnv) {
  const [engine = ""] = request.getArgsList();
  const child = spawn(process.execPath, [runner, ...runnerArguments(request, engine)], {
    cwd: request.getInfo()?.getProgramDirectory() ?? request.getPwd(),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...environment,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
  endWithThisTest(child);
  return { child, ended: responseOf(child, engine) };
}

function runnerArguments(request: RunRequest, engine: string): string[] {
  const named = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": request.getInfo()?.getRootDirectory() ?? "",
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
  };
  return [
    ...Object.entries(named).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    request.getInfo()?.getEntryPoint() || request.getProgram() || ".",
  ];
}

async function responseOf(child: ChildProcess, engine: string): Promise<RunResponse> {
  const passedOn = passOutputOn(child, engine);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  await passedOn;
  const response = new languageMessages.RunResponse();
  if (code === toldExitCode) response.setBail(true);
  else if (code === null) response.setError(`Program exited due to a signal: ${signal}`);
  else if (code !== 0) response.setError(`Program exited with non-zero exit code: ${code}`);
  return response;
}

/** What a program prints itself appears among the engine's diagnostics. */
async function passOutputOn(child: ChildProcess, engine: string): Promise<void> {
  const client = new engineServices.EngineClient(engine, grpc.credentials.createInsecure());
  const readers: Interface[] = [];
  for (const input of [child.stdout, child.stderr]) if (input) readers.push(createInterface({ input }));
  await Promise.all(readers.map((lines, stream) => passLinesOn(lines, stream + 1, client)));
  client.close();
}

async function passLinesOn(lines: Interface, stream: number, client: engineServices.EngineClient) {
  for await (const line of lines) {
    const request = new engineMessages.LogRequest()
      .setSeverity(engineMessages.LogSeverity.INFO)
      .setMessage(`${line}\n`)
      .setStreamid(stream);
    // An engine that was killed no longer listens.
    await new Promise<void>((resolve) => client.log(request, () => resolve()));
  }
}
