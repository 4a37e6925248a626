export { runShip } from "./command-line.ts";
