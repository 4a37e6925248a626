const digest = `sha256:${"a".repeat(64)}`;
const login = "arn:aws:secretsmanager:us-east-1:123456789012:secret:docker-hub-AbCdEf";
const password = "arn:aws:secretsmanager:us-east-1:123456789012:secret/shop-db-password";
const adminPassword = "arn:aws:secretsmanager:us-east-1:123456789012:secret/rds-shop-database:password::";
const host = "shop-database.stand-in.us-east-1.rds.amazonaws.com:5432";
const databaseUrl = `postgres://shop@${host}/shop?sslmode=verify-full`;

const linuxParameters = {
  // `add` comes back empty when only `drop` was given; `devices` does not come back.
  capabilities: { add: [], drop: ["ALL"] },
  initProcessEnabled: true,
  tmpfs: [{ containerPath: "/tmp", size: 64, mountOptions: ["nodev", "noexec", "nosuid"] }],
};

function logConfiguration(container: string) {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": `shop-${container}`,
      "awslogs-region": "us-east-1",
      "awslogs-stream-prefix": container,
    },
  };
}

function healthCheck(port: number, path: string) {
  const ask = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 2 _ s _ <&3 && [ "$s" = 200 ]`;
  return { command: ["CMD", "bash", "-c", ask], interval: 5, timeout: 3, retries: 3, startPeriod: 30 };
}

/** The sample service's containers with a registry login, in the order of fields of ECS's DescribeTaskDefinition. */
export const returnedDefinitions = [
  {
    name: "nginx",
    image: `docker.io/acme/shop-nginx@${digest}`,
    repositoryCredentials: { credentialsParameter: login },
    cpu: 0,
    portMappings: [
      { containerPort: 8081, hostPort: 8081, protocol: "tcp", name: "nginx-8081", appProtocol: "http" },
    ],
    essential: true,
    environment: [
      { name: "UPSTREAM", value: "127.0.0.1:8080" },
      { name: "PORT", value: "8081" },
      { name: "DRAIN_SECONDS", value: "15" },
      { name: "REAL_IP_FROM", value: "10.0.0.0/16" },
    ],
    mountPoints: [],
    volumesFrom: [],
    linuxParameters,
    dependsOn: [{ containerName: "app", condition: "HEALTHY" }],
    stopTimeout: 60,
    user: "101:101",
    readonlyRootFilesystem: true,
    logConfiguration: logConfiguration("nginx"),
    healthCheck: healthCheck(8081, "/nginx-livez"),
    systemControls: [],
  },
  {
    name: "app",
    image: `docker.io/acme/shop@${digest}`,
    repositoryCredentials: { credentialsParameter: login },
    cpu: 0,
    portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
    essential: true,
    environment: [
      { name: "PORT", value: "8080" },
      { name: "DATABASE_URL", value: databaseUrl },
    ],
    mountPoints: [],
    volumesFrom: [],
    linuxParameters,
    secrets: [{ name: "DATABASE_PASSWORD", valueFrom: password }],
    dependsOn: [{ containerName: "migrate", condition: "SUCCESS" }],
    stopTimeout: 30,
    user: "1000:1000",
    readonlyRootFilesystem: true,
    logConfiguration: logConfiguration("app"),
    healthCheck: healthCheck(8080, "/livez"),
    systemControls: [],
  },
  {
    name: "migrate",
    image: `docker.io/acme/shop@${digest}`,
    repositoryCredentials: { credentialsParameter: login },
    cpu: 0,
    portMappings: [],
    essential: false,
    command: ["node", "migrate"],
    environment: [
      { name: "DATABASE_URL", value: databaseUrl },
      { name: "DATABASE_ADMIN_URL", value: `postgres://dbadmin@${host}/shop?sslmode=verify-full` },
    ],
    mountPoints: [],
    volumesFrom: [],
    linuxParameters,
    secrets: [
      { name: "DATABASE_PASSWORD", valueFrom: password },
      { name: "DATABASE_ADMIN_PASSWORD", valueFrom: adminPassword },
    ],
    stopTimeout: 30,
    user: "1000:1000",
    readonlyRootFilesystem: true,
    logConfiguration: logConfiguration("migrate"),
    systemControls: [],
  },
];
