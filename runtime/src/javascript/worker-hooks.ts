/** What `child/debugger-hooks.ts` of the worker offers to code that a debugger evaluates there. */

const hooks = 'globalThis[Symbol.for("stepwise.debugger")]';

/** True where code runs for the first time, false where its run is being replayed. */
export const isNewExpression = `${hooks}.isNew()`;
/** Gives JSON of a `Whereabouts`. */
export const whereExpression = `${hooks}.where()`;
/** The user's function of a step. */
export const bodyExpression = (runId: string, hashedId: string): string => `${hooks}.bodies.get(${JSON.stringify(`${runId}/${hashedId}`)})`;

/** Where the program stands, by the call under way. */
export interface Whereabouts {
  readonly isNew: boolean;
  /** Undefined outside every run, as while a module loads. */
  readonly runId: string | undefined;
}

/**
 * The condition of a breakpoint that is to stop once for each logical pass. Both arms are statements: what a debugger
 * sends as a condition may be more than an expression, and its last value counts.
 */
export const onceForEachPass = (condition: string): string =>
  `if (${isNewExpression}) { ${condition === "" ? "true" : condition}\n } else { false }`;
