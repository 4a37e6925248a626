// The stand-in as Pulumi's engine reaches it, over the generated client. What the engine makes of it is shown elsewhere.
import assert from "node:assert/strict";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { fromStruct, toStruct, toTarget } from "../../src/engine/stand-in/protocol.ts";
import { type StandInAws, startStandInAws } from "../../src/engine/stand-in/stand-in-aws.ts";
import type { Properties } from "../../src/engine/stand-in/subject.ts";

const topic = "aws:sns/topic:Topic";

describe("the stand-in aws provider", () => {
  let aws: StandInAws;
  let client: InstanceType<typeof services.ResourceProviderClient>;
  before(async () => {
    aws = await startStandInAws();
    const port = /^aws:(\d+),awsx:\d+$/.exec(aws.environment.PULUMI_DEBUG_PROVIDERS)?.[1];
    client = new services.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  });
  after(async () => {
    client.close();
    aws.close();
  });

  const urn = (name: string) => `urn:pulumi:dev::shop::${topic}::${name}`;
  const create = async (name: string, inputs: Properties = {}, preview = false) => {
    const request = new messages.CreateRequest()
      .setUrn(urn(name))
      .setProperties(toStruct({ name, ...inputs }))
      .setPreview(preview);
    const send = promisify<messages.CreateRequest, messages.CreateResponse>(client.create.bind(client));
    const response = await send(request);
    return { id: response.getId(), state: fromStruct(response.getProperties()) };
  };
  const read = async (name: string, id: string, inputs: Properties) => {
    const request = new messages.ReadRequest()
      .setUrn(urn(name))
      .setId(id)
      .setProperties(toStruct({}))
      .setInputs(toStruct(inputs));
    const send = promisify<messages.ReadRequest, messages.ReadResponse>(client.read.bind(client));
    const response = await send(request);
    return { id: response.getId(), inputs: fromStruct(response.getInputs()) };
  };

  it("supports previews, and leaves secrets to the engine, as Pulumi's AWS provider does", async () => {
    const request = new messages.ConfigureRequest();
    request.getVariablesMap().set("aws:config:region", "eu-west-1");
    const send = promisify<messages.ConfigureRequest, messages.ConfigureResponse>(
      client.configure.bind(client),
    );
    const response = await send(request);
    assert.deepEqual([response.getSupportspreview(), response.getAcceptsecrets()], [true, false]);
    assert.equal((await create("regional")).id, "arn:aws:sns:eu-west-1:123456789012:regional");
  });

  it("creates nothing in a preview", async () => {
    const before = aws.account.calls.length;
    assert.deepEqual(await create("previewed", {}, true), { id: "", state: { name: "previewed" } });
    assert.equal(
      aws.account.resources(topic).some(({ name }) => name === "previewed"),
      false,
    );
    assert.equal(aws.account.calls.length, before);
  });

  it("reads what was changed and what was deleted behind Pulumi's back", async () => {
    const { id } = await create("drifting", { displayName: "before" });
    const resource = aws.account.one(topic, "drifting");
    resource.state.displayName = "after";
    const inputs = { name: "drifting", displayName: "before" };
    assert.deepEqual(await read("drifting", id, inputs), { id, inputs: { ...inputs, displayName: "after" } });
    aws.account.remove(resource);
    assert.deepEqual(await read("drifting", id, inputs), { id: "", inputs: {} });
  });

  it("fails the call that was named, and only that", async () => {
    aws.account.inject({
      operation: "create",
      type: topic,
      name: "failing",
      nth: 2,
      effect: "fail",
      message: "no",
    });
    await create("failing");
    await assert.rejects(create("failing"), { details: "no" });
    await create("failing");
  });

  it("holds a call until it is released, with the resource there and the answer not given", async () => {
    const injection = aws.account.inject({ operation: "create", type: topic, effect: "hang", when: "after" });
    const creating = create("hanging");
    await injection.reached;
    assert.equal(aws.account.one(topic, "hanging").name, "hanging");
    injection.release();
    assert.notEqual((await creating).id, "");
  });

  it("drops the connection, and takes the next", async () => {
    aws.account.inject({ operation: "create", type: topic, name: "dropped", effect: "drop" });
    await assert.rejects(create("dropped"), { code: grpc.status.CANCELLED });
    assert.equal(
      aws.account.resources(topic).some(({ name }) => name === "dropped"),
      false,
    );
    await create("dropped");
  });

  it("tells type and name from a URN, whatever its parents and its name", () => {
    const parents = "starter:fargate:FargateService$";
    const target = { urn: `urn:pulumi:dev::shop::${parents}${topic}::a::b`, type: topic, name: "a::b" };
    assert.deepEqual(toTarget(target.urn), target);
  });

  it("logs the calls in their order", async () => {
    const before = aws.account.calls.length;
    const { id } = await create("logged");
    await read("logged", id, {});
    assert.deepEqual(aws.account.calls.slice(before), [
      { operation: "create", type: topic, name: "logged" },
      { operation: "read", type: topic, name: "logged" },
    ]);
  });
});
