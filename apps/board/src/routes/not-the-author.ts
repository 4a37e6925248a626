import { Problem } from "@starter/service-kit";

/** 403 for a member who wants to change or remove what somebody else wrote. */
export function notTheAuthor(what: string): Problem {
  return new Problem(403, { detail: `only its author may change or remove this ${what}` });
}
