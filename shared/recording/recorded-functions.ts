/** What the last recorded run of each function executed, to compare its source with. */
import type { Recording, RecordedRun } from "./format.ts";

export interface RecordedFunction {
  /** In the order of execution, each id once: of a loop's `id:1` the `id`. */
  readonly steps: readonly { readonly id: string; readonly tool: string; /** From the recorded folder, with `/`. */ readonly path?: string }[];
}

/** By the function's id as written in its source. */
export type RecordedFunctions = ReadonlyMap<string, RecordedFunction>;

export function toRecordedFunctions(recordings: readonly Recording[]): RecordedFunctions {
  const last = new Map<string, RecordedRun>();
  for (const run of recordings.flatMap(({ runs }) => runs)) {
    const known = last.get(run.localId);
    if (run.steps.length > 0 && (!known || known.startedAt < run.startedAt)) last.set(run.localId, run);
  }
  return new Map([...last].map(([id, { steps }]) => {
    const ids = new Set(steps.map((step) => step.id));
    const first = steps.filter((step) => !ids.has(step.id.replace(/:\d+$/, "")) || !/:\d+$/.test(step.id));
    return [id, { steps: first.map(({ id: stepId, tool, callSite }) => ({ id: stepId, tool, ...(callSite ? { path: callSite.path } : {}) })) }];
  }));
}
