import { serviceUrl, tokenVariables, withDefault } from "@starter/service-kit";

/** What board reads from its environment besides what every service does. */
export const variables = {
  ...tokenVariables,
  memberUrl: withDefault(serviceUrl("MEMBER_URL", "http://member"), new URL("http://member")),
};
