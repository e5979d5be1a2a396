import { isTruthy, parseCel } from "../../../shared/inngest/cel/cel.ts";
import type { InngestEvent } from "./model.ts";
import type { FunctionConfig, FunctionTrigger } from "./ports.ts";

/** `app/*` takes everything that begins so, however many parts follow. */
export function matchesEventName(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

function matchesTrigger(trigger: FunctionTrigger, event: InngestEvent, now: number): boolean {
  if (trigger.kind !== "event" || !matchesEventName(trigger.event, event.name)) return false;
  if (trigger.expression === undefined) return true;
  const expression = parseCel(trigger.expression);
  if ("problem" in expression) throw new Error(`\`${trigger.expression}\` cannot be read: ${expression.problem.message}`);
  return isTruthy(expression.evaluate({ event }, now));
}

export interface Triggered {
  readonly functions: readonly FunctionConfig[];
  /** One sentence for each trigger whose expression cannot be read or evaluated; it matches nothing. */
  readonly problems: readonly string[];
}

/** The functions an event starts, each once however many of its triggers match. */
export function findTriggered(functions: readonly FunctionConfig[], event: InngestEvent, now: number): Triggered {
  const problems: string[] = [];
  const triggered = functions.filter((fn) => fn.triggers.some((trigger) => {
    try {
      return matchesTrigger(trigger, event, now);
    } catch (error) {
      problems.push(`a trigger of \`${fn.id}\` is ignored: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }));
  return { functions: triggered, problems };
}
