// The text of `ship plan`, line by line.
import assert from "node:assert/strict";
import { rewriteExpression } from "@starter/fargate/contracts";
import { makePlans, planStack } from "../../src/plan/make-plan.ts";
import { renderPlans, renderStack } from "../../src/plan/render-plan.ts";
import { summarize } from "../../src/summary.ts";
import { resource, stack } from "../local/stack-fixture.ts";
import { jobResources, platformStack, shopStack } from "./sample-stacks.ts";

const plain = (_style: string, text: string) => text;

describe("the text of a plan", () => {
  it("tells a platform", () => {
    assert.equal(
      renderStack(planStack(platformStack), plain),
      `platform  6 resources  starter-platform, dev
  network     default VPC
  cluster     main  FARGATE and FARGATE_SPOT, Container Insights off
  balancer    lb  public, HTTP :80
  lets in     lb  tcp 80  the world (0.0.0.0/0)  HTTP from the internet`,
    );
  });

  it("tells HTTPS for a domain, the redirect to it and access logs", () => {
    const loadBalancerArn = "arn:aws:lb/loadBalancer:LoadBalancer/lb";
    const dnsName = "lb.elb.amazonaws.com";
    const secure = stack("platform", [
      resource(
        "aws:lb/loadBalancer:LoadBalancer",
        "lb",
        { accessLogs: { bucket: "logs", enabled: true } },
        { dnsName },
      ),
      resource("aws:lb/listener:Listener", "lb-https", { loadBalancerArn, port: 443, protocol: "HTTPS" }),
      resource("aws:lb/listener:Listener", "lb-http", {
        loadBalancerArn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443" } }],
      }),
      resource("aws:route53/record:Record", "alias", {
        name: "shop.example.com",
        aliases: [{ name: dnsName }],
      }),
      resource("aws:route53/record:Record", "validation", { name: "_proof.shop.example.com" }),
    ]);
    assert.equal(
      renderStack(planStack(secure), plain),
      `platform  5 resources  starter-platform, dev
  balancer    lb  public, HTTPS :443 for shop.example.com, HTTP :80 redirects to HTTPS, access logs`,
    );
  });

  it("tells a service", () => {
    assert.equal(
      renderStack(planStack(shopStack()), plain),
      `shop  15 resources  starter-shop, dev
  runs        shop  2 tasks of 0.25 vCPU, 512 MiB, arm64 on FARGATE  other services call http://shop
  containers  migrate  docker.io/acme/shop@sha256:abababababab…                first  node main.mjs migrate
              app      docker.io/acme/shop@sha256:abababababab…                :8080  health GET :8080/livez
              nginx    shop-nginx                                not released  :8081  no health check
  routes      100  /shop*, /cart*, Host: example.com → nginx:8081  when GET /readyz answers
  database    shop-database  PostgreSQL 18, db.t4g.micro, 20 GiB gp3, one zone, backups for 1 day, protected from deletion
  lets in     shop  tcp 8081  sg-lb  From the load balancer
  secrets     shop-password
  logs        shop-app, shop-nginx: 30 days
              shop-audit: kept for ever
  roles       shop-execution  logs:CreateLogStream, logs:PutLogEvents, s3:GetObject
              shop-task       may do nothing in AWS`,
    );
  });

  it("tells jobs, and when they start", () => {
    const jobs = stack("shop", [
      ...jobResources("cleanup", { expression: "cron(0 3 * * ? *)", timezone: "Asia/Seoul" }),
      ...jobResources("report", { expression: "rate(1 day)", state: "DISABLED" }),
      ...jobResources("import"),
    ]);
    assert.equal(
      renderStack(planStack(jobs), plain),
      `shop  5 resources  starter-shop, dev
  jobs        cleanup  a task of 0.5 vCPU, 1024 MiB, arm64 on FARGATE_SPOT  started by cron(0 3 * * ? *), Asia/Seoul
              report   a task of 0.5 vCPU, 1024 MiB, arm64 on FARGATE_SPOT  started by rate(1 day), paused
              import   a task of 0.5 vCPU, 1024 MiB, arm64                  started by hand
  containers  cleanup/check  docker.io/acme/cleanup@sha256:cdcdcdcdcdcd…  first  node main.mjs check
              cleanup/app    docker.io/acme/cleanup@sha256:cdcdcdcdcdcd…         node main.mjs clean-up
              report/check   docker.io/acme/report@sha256:cdcdcdcdcdcd…   first  node main.mjs check
              report/app     docker.io/acme/report@sha256:cdcdcdcdcdcd…          node main.mjs clean-up
              import/check   docker.io/acme/import@sha256:cdcdcdcdcdcd…   first  node main.mjs check
              import/app     docker.io/acme/import@sha256:cdcdcdcdcdcd…          node main.mjs clean-up`,
    );
  });

  it("tells what a rule rewrites, in the service's words where they were its", () => {
    const rule = (name: string, priority: number, transforms: unknown[]) =>
      resource("aws:lb/listenerRule:ListenerRule", name, {
        priority,
        conditions: [
          { pathPattern: { values: ["/api/*"], regexValues: ["^/x"] } },
          { queryStrings: [{ key: "v", value: "2" }, { value: "3" }] },
          { sourceIp: { values: ["10.0.0.0/8"] } },
        ],
        actions: [{ type: "forward" }],
        transforms,
      });
    const own = {
      type: "url-rewrite",
      urlRewriteConfig: { rewrite: rewriteExpression({ from: "/api", to: "/" }) },
    };
    const other = {
      type: "host-header-rewrite",
      hostHeaderRewriteConfig: { rewrite: { regex: "^a", replace: "b" } },
    };
    const routed = stack("shop", [rule("one", 1, [own, other]), rule("two", 2, [{ type: "new" }])]);
    assert.equal(
      renderStack(planStack(routed), plain),
      `shop  2 resources  starter-shop, dev
  routes      1  /api/*, regex ^/x, ?v=2, ?3, from 10.0.0.0/8 → forward, /api becomes /, host-header-rewrite of ^a to b  when GET / answers
              2  /api/*, regex ^/x, ?v=2, ?3, from 10.0.0.0/8 → forward, new                                             when GET / answers`,
    );
  });

  it("ends with what is missing and with every mistake of every stack", () => {
    const one = { ...stack("shop", []), problems: [{ where: "size.cpu", message: "must be 256, got 300" }] };
    const two = {
      ...stack("blog", []),
      problems: [
        { where: "stacks/blog/Pulumi.dev.yaml:3", message: "must be valid YAML" },
        { message: "failed" },
      ],
      warnings: [{ message: "no certificate" }],
    };
    assert.equal(
      renderPlans(makePlans([one, two]), plain),
      `shop  nothing, 1 mistake  starter-shop, dev

blog  nothing, 2 mistakes  starter-blog, dev

Before a real deployment
  stacks/blog  no certificate

3 mistakes to put right
  stacks/shop, size.cpu  must be 256, got 300
  stacks/blog/Pulumi.dev.yaml:3  must be valid YAML
  stacks/blog  failed
`,
    );
  });

  it("paints what a person must not overlook, without moving the columns", () => {
    const painted = renderStack(planStack(shopStack()), (style, text) =>
      style === "yellow" ? `\u001b[33m${text}\u001b[39m` : text,
    );
    const lines = painted.split("\n");
    assert.equal(
      lines[4],
      "              nginx    shop-nginx                                \u001b[33mnot released\u001b[39m  :8081  no health check",
    );
  });
});

describe("the summary of a stack", () => {
  it("names a job in a line", () => {
    const jobs = stack("shop", jobResources("cleanup", { expression: "rate(1 day)" }));
    assert.equal(summarize(jobs), "shop      2 resources: job cleanup (started by rate(1 day))");
  });

  it("names what is notable of a platform in a line", () => {
    assert.equal(
      summarize(platformStack),
      "platform  6 resources: network (default VPC), cluster main, load balancer lb (HTTP :80), tcp 80 open to 0.0.0.0/0",
    );
  });

  it("names what is notable of a service in a line", () => {
    assert.equal(
      summarize(shopStack()),
      "shop      15 resources: 2 tasks of 0.25 vCPU, 512 MiB, arm64, PostgreSQL 18 db.t4g.micro",
    );
  });
});
