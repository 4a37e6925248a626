import * as grpc from "@grpc/grpc-js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { StandInAccount } from "./account.ts";
import { componentProviderPort } from "./component-provider.ts";
import { Operations } from "./operations.ts";
import { providerService } from "./provider-service.ts";

/** An AWS that runs in this process. */
export interface StandInAws {
  /** For the Pulumi CLI: makes its engine call the stand-ins in place of its plugins. */
  environment: { PULUMI_DEBUG_PROVIDERS: string };
  /** What exists, what was called, what fails next. */
  account: StandInAccount;
  /** Ends it; calls that still hang are cut off. */
  close(): void;
}

/**
 * Starts a stand-in of the `aws` provider, and of `awsx` with its Vpc, on free ports of this machine. What is asked of
 * it lasts as long as its account.
 */
export async function startStandInAws(options: { account?: StandInAccount } = {}): Promise<StandInAws> {
  const account = options.account ?? new StandInAccount();
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  let address = "";
  // Cuts the connections and listens on.
  const cutConnection = () => server.drain(address, 0);
  server.addService(service.ResourceProviderService, providerService(new Operations(account), cutConnection));
  const components = componentProviderPort();
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  address = `127.0.0.1:${port}`;
  return {
    environment: { PULUMI_DEBUG_PROVIDERS: `aws:${port},awsx:${await components}` },
    account,
    close: () => server.forceShutdown(),
  };
}
