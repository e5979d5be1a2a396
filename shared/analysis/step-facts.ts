/** What is told of a single step call besides what it is: what becomes of its result and of what is around it. */
import type { Location, Span, ValueLiteral } from "./model.ts";

/** The first mention of a wait's result, `approval.data`, where nothing before it tells that it is there. */
export interface UncheckedResult {
  readonly use: Span;
  readonly member: string;
  /** Undefined where the result is taken apart at once. */
  readonly variable?: string;
  /** End of the statement after which a guard belongs. */
  readonly guardAt?: number;
  /** True where an assertion or an annotation hides from TypeScript that it may be null. */
  readonly retyped: boolean;
  /** True where TypeScript knows that it may be null. */
  readonly nullable?: boolean;
}

/** `event.data.userId` in `onFailure`. */
export interface FailureRead {
  readonly key: string;
  readonly location: Location;
  /** True where TypeScript may not know what the event is. */
  readonly retyped: boolean;
}

/** A `waitForEvent` that does not say what it waits for, or how long. */
export interface IncompleteWait {
  /** The options, or the callee where there are none. */
  readonly span: Span;
  readonly lacks: "options" | "event" | "timeout";
  /** Code of the duration that stands where the options belong, as SDK v2 took it. */
  readonly duration?: string;
  /** Where a key can be added in front of those that are there. */
  readonly insertAt?: number;
}

/** Which function `invoke` invokes, and with what. */
export interface Invocation {
  readonly functionId: string;
  readonly functionSpan: Span;
  /** Undefined where it is invoked with none. */
  readonly data?: ValueLiteral;
}

/** What stands where `step.run` takes a function. */
export interface WrongFunction {
  /** In a reader's words, `a string`; `promise` for a function that is called at once. */
  readonly found: string;
  /** The argument, or the callee where there is none. */
  readonly span: Span;
  /** The call that belongs into a function. */
  readonly called?: Span;
}

export interface RelativeSleep {
  readonly span: Span;
  /** False where the argument is a variable. */
  readonly inline: boolean;
  /** The length of time as an argument of `step.sleep`: `"3d"`, `delay`. */
  readonly duration: string;
}

/** `total = 5` in a step's callback, read after the step: a replay takes the step's result and does not run the callback. */
export interface Mutation {
  readonly variable: string;
  readonly span: Span;
  readonly read: Span;
  /** Edits that return the value from the callback instead, where the assignment is all that it ends in. */
  readonly returned?: readonly { readonly span: Span; readonly newText: string }[];
}

/** `user.createdAt.getTime()`, where the step returned `{ createdAt: new Date() }`. */
export interface MisreadOutput {
  /** `Date`, `Map`, …; `function` for one that is called. */
  readonly className: string;
  readonly method: string;
  readonly receiver: Span;
  readonly methodSpan: Span;
  /** Where the value is made. */
  readonly made: Span;
  /** True where the types hide it from TypeScript. */
  readonly retyped: boolean;
}

/** `items.forEach(async (item) => { … })`: a call whose callback's promises are lost. */
export interface Iteration {
  readonly method: "forEach" | "map";
  /** True for `await items.forEach(…)`, which awaits no promise. */
  readonly awaited: boolean;
  /** True for `items?.forEach(…)`. */
  readonly optional: boolean;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly receiver: Span;
  /** Where `await ` would go, if inserting it there compiles. */
  readonly awaitAt?: number;
  /** What a `for … of` is made of, where the call can be one. */
  readonly loop?: { readonly variable: string; readonly body: Span; readonly block: boolean; readonly awaits: boolean; readonly statement: Span };
}
