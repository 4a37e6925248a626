// Proves that a person can use the page: a real browser on the running local system with its real PostgreSQL. Leaves
// pictures in .local/page. Does not prove other browsers, nor what a screen reader makes of the names and roles.
import { describeJourneys } from "./journeys.ts";
import { usePageSystem } from "./page-system.ts";
import { describeStates } from "./states.ts";

describe("page in a browser", function () {
  this.timeout(120_000);
  const system = usePageSystem();
  describeJourneys(system);
  describeStates(system);
});
