/** What the debugger asks of the source text: which lines call a step, where a function stands. */
import { realpathSync } from "node:fs";
import path from "node:path";
import type { SourcePosition } from "../executor/model.ts";

/** A step call in source, on the line where a run stops. */
export interface StepLine {
  /** First line of the callee, from 1: `step` of a `step\n.run(…)`. */
  readonly firstLine: number;
  /** Line the SDK's stack trace names, from 1. */
  readonly line: number;
  /** Column after the callee on that line, from 1: what stands further right may be the step's own body. */
  readonly column: number;
  /** As far as it is known without running the code. */
  readonly id: string | undefined;
}

/** A step call of a function, as it is written. */
export interface WrittenStep {
  /** With `…` for what is only known when the function runs. */
  readonly id: string;
  /** `step.run` */
  readonly tool: string;
  /** First line of the callee, from 1. */
  readonly firstLine: number;
  /** Where a run stops. */
  readonly position: SourcePosition;
}

export interface FunctionPlace {
  readonly id: string;
  /** Of its handler and of its `onFailure`, helpers' steps included. */
  readonly steps: readonly WrittenStep[];
  readonly failureSteps: readonly WrittenStep[];
  /** The handler, which may lie in another file than `createFunction`. */
  readonly position: SourcePosition;
  /** Events that start it, each where it is written; a name may end in a star. */
  readonly triggers: readonly WrittenTrigger[];
}

export interface WrittenTrigger {
  readonly event: string;
  readonly position: SourcePosition;
}

export interface SourceModel {
  /** Step calls of a file in source order; undefined when the file cannot be read. */
  stepLines(file: string): readonly StepLine[] | undefined;
  functions(file: string): readonly FunctionPlace[];
}

/** The step call that a breakpoint belongs to; without a column it means the line's first statement. */
export function findStepLine(steps: readonly StepLine[], place: { readonly line: number; readonly column?: number | undefined }): StepLine | undefined {
  return steps.find(({ firstLine, line, column }) => place.line >= firstLine && place.line <= line && (place.line < line || (place.column ?? 1) <= column));
}

/** One key for every spelling of a path: links resolved, letter case as stored on disk. */
export function toPathKey(file: string): string {
  const normal = path.resolve(file);
  try {
    return realpathSync.native(normal);
  } catch {
    return normal;
  }
}
