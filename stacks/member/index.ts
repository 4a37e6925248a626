import { generateKeyPairSync } from "node:crypto";
import { Database, FargateService, GeneratedSecret, nginxSidecar, readServiceConfig } from "@starter/fargate";

const {
  images,
  platform,
  service,
  database: databaseArgs,
} = await readServiceConfig("member", "starter-platform");

const database = new Database("member", databaseArgs);

const signingKey = new GeneratedSecret("member-signing-key", {
  description: "Ed25519 key that signs members' tokens",
  generate: () =>
    generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
});

const member = new FargateService("member", {
  ...service,
  containers: {
    app: {
      image: images.app,
      port: 8080,
      environment: database.access.environment,
      secrets: { ...database.access.secrets, JWT_SIGNING_KEY: signingKey.reference },
      health: { http: "/livez" },
    },
    nginx: nginxSidecar({ image: images.nginx, upstream: "app", platform }),
  },
  before: {
    migrate: { container: "app", command: ["node", "main.mjs", "migrate"], ...database.adminAccess },
  },
  route: { paths: ["/api/members*", "/api/sessions*", "/.well-known/jwks.json"], container: "nginx" },
  connect: { as: "member", container: "nginx" },
  database,
});

export const serviceName = member.service.name;
