import { Database, FargateService, nginxSidecar, readServiceConfig } from "@starter/fargate";

const {
  images,
  platform,
  service,
  database: databaseArgs,
} = await readServiceConfig("board", "starter-platform");

const database = new Database("board", databaseArgs);

const board = new FargateService("board", {
  ...service,
  containers: {
    app: {
      image: images.app,
      port: 8080,
      // The member service, by its Service Connect name.
      environment: { ...database.access.environment, MEMBER_URL: "http://member" },
      secrets: database.access.secrets,
      health: { http: "/livez" },
    },
    nginx: nginxSidecar({ image: images.nginx, upstream: "app", platform }),
  },
  before: {
    migrate: { container: "app", command: ["node", "main.mjs", "migrate"], ...database.adminAccess },
  },
  route: { paths: ["/api/posts*", "/api/comments*", "/", "/assets/*"], container: "nginx" },
  connect: { to: ["member"] },
  database,
});

export const serviceName = board.service.name;
