// Proves where tasks pull their images from, and with which rights. That ECR's cache answers is not proven here.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parseEcrAddress, pullAddress } from "../../src/task/image-source.ts";
import { imageOf, recordService, samplePlatform } from "../sample-service.ts";

const digest = `sha256:${"a".repeat(64)}`;
const cache = "123456789012.dkr.ecr.us-east-1.amazonaws.com/docker-hub-dev";
const ownEcr = `210987654321.dkr.ecr.eu-west-1.amazonaws.com/shop@${digest}`;

interface Definition {
  name: string;
  image: string;
  repositoryCredentials?: object;
}

const platformWith = (outputs: { imageCache?: string; reachesInternet?: boolean; login?: string }) => ({
  ...samplePlatform(),
  imageCache: pulumi.output(outputs.imageCache ?? ""),
  reachesInternet: pulumi.output(outputs.reachesInternet ?? true),
  registryCredentialsArn: pulumi.output(outputs.login ?? ""),
});

function recordWith(platform: ReturnType<typeof platformWith>, image: string) {
  const containers = { nginx: { image, port: 8081 } };
  return recordService({ platform, containers, before: undefined, database: undefined });
}

async function definitionWith(platform: ReturnType<typeof platformWith>, image: string): Promise<Definition> {
  const recorded = await recordWith(platform, image);
  const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
  const [definition] = JSON.parse(String(inputs.containerDefinitions)) as [Definition];
  return definition;
}

describe("address that a task pulls", () => {
  const rows = [
    [`docker.io/acme/member@${digest}`, `${cache}/acme/member@${digest}`],
    [`registry-1.docker.io/acme/member@${digest}`, `${cache}/acme/member@${digest}`],
    [`index.docker.io/acme/member@${digest}`, `${cache}/acme/member@${digest}`],
    [`acme/member@${digest}`, `${cache}/acme/member@${digest}`],
    [`docker.io/nginx@${digest}`, `${cache}/library/nginx@${digest}`],
    [`ghcr.io/acme/member@${digest}`, `ghcr.io/acme/member@${digest}`],
    [`localhost/member@${digest}`, `localhost/member@${digest}`],
    [`registry:5000/member@${digest}`, `registry:5000/member@${digest}`],
    [ownEcr, ownEcr],
  ] as const;
  for (const [written, pulled] of rows) {
    it(`is ${pulled.split("@")[0]} for ${written.split("@")[0]} with a cache, and as written without`, () => {
      assert.equal(pullAddress(written, cache), pulled);
      assert.equal(pullAddress(written, ""), written);
    });
  }

  it("stays the stand-in for an image that was never released", () => {
    const standIn = `docker.io/unreleased/member@sha256:${"0".repeat(64)}`;
    assert.equal(pullAddress(standIn, cache), standIn);
  });

  it("tells a repository in ECR from any other", () => {
    assert.deepEqual(parseEcrAddress(ownEcr), {
      account: "210987654321",
      region: "eu-west-1",
      repository: "shop",
    });
    assert.equal(parseEcrAddress(imageOf("shop")), undefined);
  });
});

describe("FargateService's images", () => {
  it("come from the cache where there is one, by rights on their repositories alone", async () => {
    const recorded = await recordService({ platform: platformWith({ imageCache: cache }) });
    const { inputs } = recorded.one("aws:ecs/taskDefinition:TaskDefinition");
    const definitions = JSON.parse(String(inputs.containerDefinitions)) as Definition[];
    assert.deepEqual(
      definitions.map(({ image }) => image),
      ["shop", "shop", "shop-nginx"].map((name) => `${cache}/acme/${name}@${digest}`),
    );
    const { Statement } = JSON.parse(String(recorded.one("aws:iam/rolePolicy:RolePolicy").inputs.policy));
    const repositories = ["shop", "shop-nginx"].map(
      (name) => `arn:aws:ecr:us-east-1:123456789012:repository/docker-hub-dev/acme/${name}`,
    );
    assert.deepEqual(Statement.slice(2), [
      { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: repositories,
      },
      {
        Effect: "Allow",
        Action: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
        Resource: repositories,
      },
    ]);
  });

  it("takes no login of Docker Hub along to another registry", async () => {
    const platform = platformWith({
      login: "arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-AbCdEf",
    });
    const elsewhere = `ghcr.io/acme/shop@sha256:${"a".repeat(64)}`;
    assert.equal((await definitionWith(platform, elsewhere)).repositoryCredentials, undefined);
  });

  it("may lie in ECR themselves, which takes no login and no right to fetch", async () => {
    const platform = platformWith({
      login: "arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-AbCdEf",
    });
    assert.equal((await definitionWith(platform, ownEcr)).repositoryCredentials, undefined);
    const recorded = await recordWith(platform, ownEcr);
    const { Statement } = JSON.parse(String(recorded.one("aws:iam/rolePolicy:RolePolicy").inputs.policy));
    assert.deepEqual(Statement, [
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: ["arn:aws:logs:us-east-1:123456789012:log-group:shop-nginx:*"],
      },
      { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] },
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: ["arn:aws:ecr:eu-west-1:210987654321:repository/shop"],
      },
    ]);
  });

  it("in ECR are all that an isolated network takes", async () => {
    const isolated = platformWith({ reachesInternet: false });
    assert.equal((await definitionWith(isolated, ownEcr)).image, ownEcr);
    const cached = platformWith({ reachesInternet: false, imageCache: cache });
    assert.equal((await definitionWith(cached, imageOf("shop"))).image, `${cache}/acme/shop@${digest}`);
  });

  it("rejects every image of Docker Hub in an isolated network without a cache, by its container", async () => {
    const { errors, problems } = await recordService({ platform: platformWith({ reachesInternet: false }) });
    assert.equal(errors.length, 1);
    const mustBeEcr = (image: string) =>
      `must come from ECR, since the network is isolated and reaches no other registry, got "${image}"; for images of Docker Hub set imageCache on the platform, or choose the network private`;
    assert.deepEqual(
      problems.map(({ where, message }) => [where, message]),
      [
        ["containers.app.image", mustBeEcr(imageOf("shop"))],
        ["containers.nginx.image", mustBeEcr(imageOf("shop-nginx"))],
      ],
    );
  });
});
