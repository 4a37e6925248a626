import type { FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWKSCacheInput,
  type JWTVerifyGetKey,
  jwksCache,
  jwtVerify,
} from "jose";
import { LatestMap } from "./latest-map.ts";
import { Problem, unavailable } from "./problem.ts";
import { callService } from "./service-call.ts";

/** What a token must be to be accepted. */
export interface AuthenticationOptions {
  /** Finds the public key for a token: `remoteKeys`, or jose's `createLocalJWKSet` for the issuer itself. */
  keys: JWTVerifyGetKey;
  issuer: string;
  audience: string;
}

/** Checks Bearer tokens for an app's routes. */
export interface Authentication {
  /** Route hook (`onRequest`) that lets only requests with a valid token pass; 401 for others. */
  required: onRequestAsyncHookHandler;
  /** Who sent a request: the token's subject. Errors where the route does not have the hook. */
  subject(request: FastifyRequest): string;
}

/** The hooks that `createAuthentication` made, by which a route that needs a token is known. */
export const requiresToken = new WeakSet<object>();

/**
 * Makes the check of EdDSA-signed tokens: signature, issuer, audience, expiry and subject. A good token is not checked
 * again for a minute, unless it expires before: so much later a withdrawn key is noticed. 5,000 are known, 400 bytes each.
 */
export function createAuthentication({ keys, issuer, audience }: AuthenticationOptions): Authentication {
  const subjects = new WeakMap<FastifyRequest, string>();
  const claims = { issuer, audience, requiredClaims: ["sub", "iat", "exp"] };
  const rules = { ...claims, algorithms: ["EdDSA"], clockTolerance: 5 };
  const verified = new LatestMap<string, { subject: string; until: number }>(5000);
  const authentication: Authentication = {
    async required(request) {
      const token = /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? "")?.[1];
      if (token === undefined) throw unauthorized("a Bearer token is required", "Bearer");
      const known = verified.get(token);
      if (known && known.until > Date.now()) {
        subjects.set(request, known.subject);
        return;
      }
      const { payload } = await jwtVerify(token, keys, rules).catch((error: unknown) => {
        if (error instanceof errors.JOSEError) throw invalidToken(error);
        throw error;
      });
      const { sub: subject, exp = 0 } = payload;
      if (!subject) throw invalidToken();
      verified.set(token, { subject, until: Math.min(exp * 1000, Date.now() + 60_000) });
      subjects.set(request, subject);
    },
    subject(request) {
      const subject = subjects.get(request);
      if (subject === undefined) throw new Error("the route needs authentication.required as its hook");
      return subject;
    },
  };
  requiresToken.add(authentication.required);
  return authentication;
}

/** How long known keys are used when they cannot be fetched anew: as long as the tokens that they signed last at most. */
const longestUseMilliseconds = 3_600_000;

/**
 * The keys that another service publishes, fetched when first needed and anew after ten minutes. While that service
 * cannot be reached, those known are used for an hour; without any, a token can be neither accepted nor refused: 503.
 */
export function remoteKeys(url: URL): JWTVerifyGetKey {
  const known: JWKSCacheInput = {};
  // Made for the first token: jose needs parts of Node's fetch, which would be a tenth of the start.
  let keySet: JWTVerifyGetKey | undefined;
  return async (header, token) => {
    keySet ??= createRemoteJWKSet(url, {
      [jwksCache]: known,
      timeoutDuration: 2000,
      cacheMaxAge: 600_000,
      cooldownDuration: 30_000,
      [customFetch]: async (address) => {
        const { status, body } = await callService(new URL(address));
        return { status, json: async () => body } as Response;
      },
    });
    try {
      return await keySet(header, token);
    } catch (error) {
      // These blame the token: it names a key that is not, or no longer, published.
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error;
      const { jwks, uat = 0 } = known;
      if (jwks && Date.now() - uat < longestUseMilliseconds) return createLocalJWKSet(jwks)(header, token);
      throw unavailable("service that signs tokens", error);
    }
  };
}

function invalidToken(cause?: unknown): Problem {
  const detail = cause instanceof errors.JWTExpired ? "the token has expired" : "the token is not valid";
  return unauthorized(detail, `Bearer error="invalid_token", error_description="${detail}"`, cause);
}

function unauthorized(detail: string, challenge: string, cause?: unknown): Problem {
  return new Problem(401, { detail, headers: { "www-authenticate": challenge }, cause });
}
