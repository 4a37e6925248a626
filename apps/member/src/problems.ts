import { Problem } from "@starter/service-kit";

/** 409 for an e-mail address that somebody has. */
export function emailTaken(): Problem {
  const detail = "this e-mail address belongs to a member already; log in instead";
  return new Problem(409, { kind: "email-taken", title: "E-mail address taken", detail });
}

/** 401 for an unknown account and for a wrong password alike. */
export function wrongCredentials(): Problem {
  return new Problem(401, {
    kind: "wrong-credentials",
    title: "Wrong e-mail address or password",
    detail: "there is no member with this e-mail address and password",
    headers: { "www-authenticate": "Bearer" },
  });
}

/** 403 for a change that needs the password as well as the token. */
export function wrongPassword(): Problem {
  const detail = "currentPassword is not the member's password";
  return new Problem(403, { kind: "wrong-password", title: "Wrong password", detail });
}

/** 401 for a token that outlived its member. */
export function memberGone(): Problem {
  const headers = { "www-authenticate": 'Bearer error="invalid_token"' };
  return new Problem(401, { detail: "the token's member is no longer there", headers });
}

/** 429 for an account or address with too many failed logins, or an address with too many sign-ups. */
export function tooManyAttempts(retryAfterSeconds: number): Problem {
  return new Problem(429, {
    kind: "too-many-logins",
    title: "Too many attempts",
    detail: "too many logins have failed, or too many have signed up from this address; try again later",
    headers: { "retry-after": String(retryAfterSeconds) },
  });
}
