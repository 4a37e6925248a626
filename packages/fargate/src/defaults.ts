/**
 * Every default of this package, in one place; docstrings, tests and the README read them from here.
 * Why the timings are what they are: docs/decisions/0003-timings.md.
 */
export const defaults = {
  network: {
    /** Private range of an own VPC. */
    cidrBlock: "10.0.0.0/16",
    /** Availability Zones of an own VPC; a load balancer needs two. */
    zones: 2,
    /** One NAT gateway, where there is any. */
    nat: "single",
    flowLogs: "off",
  },
  loadBalancer: {
    /** Below nginx's keepalive_timeout of 75 s, so that nginx never closes a connection the load balancer reuses. */
    idleTimeoutSeconds: 60,
    /** What containers behind it keep an idle connection for, at the least: Node 72 s, nginx 75 s. */
    containerKeepAliveSeconds: 72,
    /**
     * TLS 1.2 and 1.3 with forward secrecy and post-quantum key exchange: what AWS recommends.
     * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html, read 2026-11
     */
    tlsPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    /** ACM issues within minutes; the provider would wait 75 for a zone that no name server leads to. */
    certificateTimeoutMinutes: 30,
  },
  accessLogs: { retentionDays: 90 },
  size: { cpu: 256, memoryMiB: 512, architecture: "arm64" },
  containerHealth: { intervalSeconds: 5, timeoutSeconds: 3, retries: 3, startPeriodSeconds: 30 },
  targetHealth: {
    path: "/readyz",
    intervalSeconds: 5,
    timeoutSeconds: 4,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    matcher: "200",
  },
  /** From SIGTERM to SIGKILL. */
  stopTimeoutSeconds: 30,
  capacity: "onDemand",
  /** numeric user and group of the official node image. */
  user: "1000:1000",
  /** Size of /tmp in memory, the only writable place of a container. */
  tmpMiB: 64,
  nginx: {
    port: 8081,
    /** numeric user and group of the official nginx image. */
    user: "101:101",
    drainSeconds: 15,
    /** Longer than the 15 s of draining and the 40 s that nginx then waits for requests (worker_shutdown_timeout). */
    stopTimeoutSeconds: 60,
    healthPath: "/nginx-livez",
  },
  connect: {
    /** The address is `http://<as>`, without a port. */
    port: 80,
    /** Where the Service Connect proxy listens, so that the load balancer's traffic does not pass through it. */
    ingressPort: 15000,
    /** Least memory that AWS wants left for the proxy. */
    proxyMemoryMiB: 64,
  },
  logRetentionDays: 30,
  service: {
    count: 1,
    healthCheckGracePeriodSeconds: 60,
    deregistrationDelaySeconds: 30,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    /** How long `pulumi up` waits for a steady state before it fails. */
    deploymentTimeoutMinutes: 15,
  },
  deployment: {
    bakeTimeMinutes: 5,
    canaryPercent: 10,
    canaryBakeTimeMinutes: 5,
    stepPercent: 25,
    stepBakeTimeMinutes: 2,
  },
  autoscaling: {
    /** Below AWS's 300: what is overloaded should not wait, and a new task serves within this time. */
    scaleOutCooldownSeconds: 60,
    scaleInCooldownSeconds: 300,
    timezone: "UTC",
  },
  database: {
    engineVersion: "18",
    instanceClass: "db.t4g.micro",
    storageGiB: 20,
    backupRetentionDays: 7,
    adminUser: "dbadmin",
  },
  job: {
    timezone: "UTC",
    maximumRetryAttempts: 10,
    /** A start that is later than this is left to the next time. */
    maximumEventAgeSeconds: 900,
    /** As long as SQS keeps a message. */
    deadLetterRetentionDays: 14,
  },
  /** Three minutes in a row; ECS takes from them how long it watches a deployment. */
  alarms: { periodSeconds: 60, evaluationPeriods: 3, minimumRequests: 20 },
} as const;
