import { isTruthy, parseCel } from "../../../../shared/inngest/cel/cel.ts";
import type { InngestEvent } from "../model.ts";

/** Throws, quoting the expression, when it cannot be read or evaluated. */
export function evaluateOn(source: string, variables: { readonly event: InngestEvent | undefined; readonly async?: InngestEvent }, now: number): unknown {
  const expression = parseCel(source);
  if ("problem" in expression) throw new Error(`\`${source}\` cannot be read: ${expression.problem.message}`);
  return expression.evaluate(variables, now);
}

export function holdsFor(source: string, variables: { readonly event: InngestEvent | undefined; readonly async?: InngestEvent }, now: number): boolean {
  return isTruthy(evaluateOn(source, variables, now));
}

/** What a `key` groups by: the same text for equal values, and one group for all where there is no key. */
export function evaluateKey(source: string | undefined, event: InngestEvent | undefined, now: number): string {
  return source === undefined ? "" : JSON.stringify(evaluateOn(source, { event }, now) ?? null);
}
