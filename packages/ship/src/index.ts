export { runShip } from "./command-line.ts";
export { findRuleProblems, type RuleProblem, type StackRule } from "./listener-rules/rule-problems.ts";
