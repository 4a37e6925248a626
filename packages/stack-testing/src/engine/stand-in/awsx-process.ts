import "../../lazy-sdk.ts";
import * as pulumi from "@pulumi/pulumi";
import { OwnVpc, zoneNamesFor } from "./own-vpc.ts";

const vpcType = "awsx:ec2:Vpc";

const provider: pulumi.provider.Provider = {
  version: "999.0.0",
  construct: async (name, type, inputs, options) => {
    if (type !== vpcType) throw new Error(`${type}: has no stand-in in awsx; only ${vpcType} has`);
    const vpc = new OwnVpc(name, inputs, await zoneNamesFor(inputs), options);
    return { urn: vpc.urn, state: vpc.outputs };
  },
};

process.stdin.resume().once("end", () => process.exit(0));
await pulumi.provider.main(provider, []);
