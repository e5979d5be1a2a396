/** All scenarios, and the cells in which each is run: every version of the SDK and every way to execute, through every door. */
import { combinationScenarios } from "./combination-scenarios.ts";
import { flowScenarios } from "./flow-scenarios.ts";
import { middlewareScenarios } from "./middleware-scenarios.ts";
import { optionScenarios } from "./option-scenarios.ts";
import { retryScenarios } from "./retry-scenarios.ts";
import { scenarios as coreScenarios, type Scenario } from "./scenarios.ts";
import { toolScenarios } from "./tool-scenarios.ts";

export const scenarios: readonly Scenario[] = [...coreScenarios, ...retryScenarios, ...flowScenarios, ...toolScenarios, ...optionScenarios, ...combinationScenarios, ...middlewareScenarios];

export const versions = [3, 4] as const;

/** Those that this version can do; what leaves one out says why. */
export function scenariosOf(version: 3 | 4): readonly Scenario[] {
  return scenarios.filter(({ only }) => only === undefined || only.version === version);
}
