/** A walk over a handler: what it collects, and where it stands. */
import type ts from "typescript";
import { withDecisions } from "./control-path.ts";
import type { FunctionNode } from "./create-function.ts";
import type { Trend } from "./deadlines.ts";
import type { KeptStatements } from "./kept-statements.ts";
import type { ControlPath, Decided, Decisions, Location, StepCall, StepOccurrence, SwallowedError } from "./model.ts";
import type { Recogniser } from "./roles.ts";

/** What one walk over one handler collects. */
export interface Walk {
  readonly recogniser: Recogniser;
  readonly calls: Map<ts.CallExpression, StepCall>;
  readonly found: { occurrence: StepOccurrence; readonly awaits: readonly number[] }[];
  /** Sends by a client, and requests to other systems, that surely run outside of every step. */
  readonly sends: PlacedCall[];
  readonly effects: PlacedCall[];
  /** Conditions that come out differently at each replay, with the steps found in their branches. */
  readonly tests: NotedTest[];
  readonly swallowed: SwallowedError[];
  /** Functions being walked, innermost last. */
  readonly active: FunctionNode[];
  /** Promises kept in variables and not awaited yet: whatever runs meanwhile runs in parallel with them. */
  pending: { readonly declaration: ts.VariableDeclaration; readonly group: string }[];
  /** What statements did in the text before; none where another file's handler is walked. */
  readonly kept: KeptStatements | undefined;
  /** The innermost statement that may be kept, and how often a function outside of such a one was entered. */
  statement: ts.Statement | undefined;
  outside: number;
}

/** Functions with more steps are cut off: nobody reads such an answer. */
export const MAX_STEPS = 2000;

/** `before` counts the steps found before. */
export interface PlacedCall {
  readonly call: ts.CallExpression;
  readonly path: ControlPath;
  readonly before: number;
}

/** A call that the handler surely executes itself. */
export interface FoundCall {
  readonly call: ts.CallExpression;
  /** True when a step can follow it in one execution. */
  readonly replayed: boolean;
}

export interface FoundTest {
  readonly condition: ts.Expression;
  /** What makes it differ. */
  readonly unsteady: ts.Expression;
}

/** `before` and `after` count the steps found before, and those in its branches too. */
export interface NotedTest extends FoundTest, TestRole {
  readonly path: ControlPath;
  readonly before: number;
  readonly after: number;
}

/** What a condition is for. */
export interface TestRole {
  /** True where a branch leaves, so that it decides on whatever follows. */
  readonly leaves?: boolean;
  /** As a deadline with one of these trends it only ends the run, or, `before`, the part that ends there. */
  readonly deadline?: { readonly trends: readonly Trend[]; readonly ends: "run" | "part" | "loop" };
}

/** Where the walk stands. */
export interface Frame {
  readonly via: readonly Location[];
  /** Tells apart the calls through which one piece of code is reached. */
  readonly scope: string;
  readonly decisions: Decisions | undefined;
  readonly parallel: ControlPath["parallel"];
  /** Length of `parallel` where the current function was entered: an `await` in it ends only what began in it. */
  readonly parallelBase: number;
  readonly repeats: boolean;
  readonly insideStep: Location | undefined;
  /** False in a callback given to unknown code, which may run it inside a step, later or never. */
  readonly certain: boolean;
  /** Nesting of functions, and those in which an `await` lies around this place. */
  readonly depth: number;
  readonly awaits: readonly number[];
  readonly breaks: "loop" | "switch";
}

/** How far a jump reaches: what it skips is everything up to there. */
export type Reach = "function" | "catch" | "loop" | "switch" | `label ${string}`;

export interface Guard {
  readonly known: Decided;
  readonly until: Reach;
}

export interface Outcome {
  /** Set when the statement never completes normally. */
  readonly leaves: Reach | undefined;
  /** What is known once it completed normally. */
  readonly guards: readonly Guard[];
}

export const NORMAL: Outcome = { leaves: undefined, guards: [] };

/** What one execution of a handler does, in source order. */
export interface Execution {
  readonly steps: readonly StepOccurrence[];
  readonly sends: readonly FoundCall[];
  /** Requests to other systems, outside of every step. */
  readonly effects: readonly FoundCall[];
  readonly tests: readonly FoundTest[];
  readonly swallowed: readonly SwallowedError[];
}

export function pathOf({ decisions, parallel, repeats }: Frame): ControlPath {
  return { decisions, parallel, repeats };
}

export function withKnown(frame: Frame, known: readonly Decided[]): Frame {
  return { ...frame, decisions: withDecisions(frame.decisions, known) };
}
