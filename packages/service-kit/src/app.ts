import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
  fastify,
  LogController,
} from "fastify";
import type pg from "pg";
import { addHealth } from "./health.ts";
import { createLogger, type LoggerOptions } from "./logging.ts";
import { serveOpenApi } from "./openapi.ts";
import { answerError, answerUnreadable, answerWithProblems } from "./problem-answers.ts";
import { propagateRequestId, requestIdOf } from "./request-id.ts";
import { compileValidator } from "./validation.ts";

/** A fastify app whose routes take their types from TypeBox schemas. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What `createApp` needs. */
export interface AppOptions extends LoggerOptions {
  /** Closed with the app. Its lost connections are logged, and replaced when next needed. */
  pool: pg.Pool;
  /** Where the OpenAPI document of the app's routes is served: `/api/posts/openapi.json`. Left out: nowhere. */
  openApiPath?: string;
}

/**
 * Makes an app with what every service has: logs, request ids, health paths, problem documents, and time-outs that fit
 * behind nginx. Routes are registered on it; nothing listens yet.
 */
export function createApp(options: AppOptions): App {
  const log: FastifyBaseLogger = createLogger(options);
  const app = fastify({
    loggerInstance: log,
    genReqId: requestIdOf,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    bodyLimit: 64 * 1024,
    // nginx beside it says where a request came from, and nobody else reaches this port from the machine itself.
    trustProxy: "loopback",
    // Longer than nginx keeps an idle connection (60 s), so that it is never this side that closes one in use.
    keepAliveTimeout: 72_000,
    requestTimeout: 30_000,
    http: {
      // Below the request's: node takes the larger of the two for the request, whichever is which.
      headersTimeout: 20_000,
      connectionsCheckingInterval: 5000,
      // Of the request line and all headers; the query stands in the first.
      maxHeaderSize: 16 * 1024,
    },
    frameworkErrors: answerError,
    clientErrorHandler: answerUnreadable,
    // A request that still arrives on an open connection while closing is served: the caller cannot know.
    return503OnClosing: false,
    schemaController: schemaController as SchemaController,
  }).withTypeProvider<TypeBoxTypeProvider>();
  propagateRequestId(app);
  logRequests(app);
  answerWithProblems(app);
  addHealth(app);
  if (options.openApiPath) serveOpenApi(app, { path: options.openApiPath, title: options.name });
  closeConnectionsOnStop(app);
  options.pool.on("error", (err) => log.warn({ err }, "lost an idle database connection"));
  app.addHook("onClose", () => options.pool.end());
  return app;
}

type SchemaController = FastifyServerOptions["schemaController"];

/** Of these fastify calls one for each schema. Its types take no other validator than Ajv's. */
const schemaController: unknown = {
  compilersFactory: {
    buildValidator: () => compileValidator,
    // A serializer made from the schema is slower for long texts, and would drop in silence what `fuzz` has to find.
    buildSerializer: () => () => JSON.stringify,
  },
};

/** One line for each answer, with the route's pattern in place of the address: addresses carry ids and search words. */
function logRequests(app: App): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions } = request;
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    request.log.info({ method, route: routeOptions.url, status: reply.statusCode, milliseconds }, "answered");
    done();
  });
}

/** Tells callers to open no further request on a connection of a closing server, which then ends as soon as it can. */
function closeConnectionsOnStop(app: App): void {
  let closing = false;
  app.addHook("preClose", async () => {
    closing = true;
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (closing) reply.header("connection", "close");
    done();
  });
}
