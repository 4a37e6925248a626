import * as grpc from "@grpc/grpc-js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import languageServices from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageMessages, { type RunRequest, type RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import { type ProgramEnd, startProgram } from "./program.ts";

/** What runs Node for a CLI that came without Pulumi's own language host. */
export interface LanguageHost {
  /** For `--client`. */
  address: string;
  close(): void;
}

/** How programs are run. */
export interface LanguageHostOptions {
  environment: NodeJS.ProcessEnv;
  /** Whether a program runs in a process in which others run before and after it. */
  shared: boolean;
}

/** The runner's word for: the mistake is told already. */
const toldExitCode = 32;

/**
 * Serves the protocol by which the engine has a program run, as `pulumi-language-nodejs` does with
 * `typescript: false`.
 */
export async function startLanguageHost(options: LanguageHostOptions): Promise<LanguageHost> {
  const server = new grpc.Server();
  server.addService(languageServices.LanguageRuntimeService, {
    getPluginInfo: (_call: unknown, answer: Answer) =>
      answer(null, new pluginMessages.PluginInfo().setVersion("1.0.0")),
    getRequiredPlugins: (_call: unknown, answer: Answer) =>
      answer(null, new languageMessages.GetRequiredPluginsResponse()),
    run: (call: grpc.ServerUnaryCall<RunRequest, RunResponse>, answer: Answer) => {
      run(call, options).then((response) => answer(null, response), answer);
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

async function run(
  call: grpc.ServerUnaryCall<RunRequest, RunResponse>,
  { environment, shared }: LanguageHostOptions,
): Promise<RunResponse> {
  const { request } = call;
  const [address = ""] = request.getArgsList();
  const engine = new engineServices.EngineClient(address, grpc.credentials.createInsecure());
  const program = startProgram({
    args: runnerArguments(request, address),
    directory: request.getInfo()?.getProgramDirectory() ?? request.getPwd(),
    environment: {
      ...environment,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
    shared,
    print: (line, stream) => log(engine, line, stream),
  });
  call.on("cancelled", () => program.kill());
  const end = await program.ended;
  engine.close();
  return toResponse(end);
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

/** What a program prints itself appears among the engine's diagnostics. */
function log(engine: engineServices.EngineClient, line: string, stream: number): Promise<void> {
  const request = new engineMessages.LogRequest()
    .setSeverity(engineMessages.LogSeverity.INFO)
    .setMessage(`${line}\n`)
    .setStreamid(stream);
  // An engine that was killed no longer listens.
  return new Promise((resolve) => engine.log(request, () => resolve()));
}

function toResponse([code, signal]: ProgramEnd): RunResponse {
  const response = new languageMessages.RunResponse();
  if (code === toldExitCode) response.setBail(true);
  else if (code === null) response.setError(`Program exited due to a signal: ${signal}`);
  else if (code !== 0) response.setError(`Program exited with non-zero exit code: ${code}`);
  return response;
}
