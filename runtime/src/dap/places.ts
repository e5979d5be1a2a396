/** Where runs stand in the source text: as their calls were seen, else as they are written. A recording of a run at full speed, or of a server, has seen none. */
import { matchesEvent } from "../../../shared/analysis/event-model.ts";
import type { PlannedStep, RunState, SourcePosition } from "../executor/model.ts";
import type { SourceModel, WrittenStep } from "./source-model.ts";

export interface Places {
  /** In the program's file, or in the file in which one of the function's steps was called. */
  handlerOf(run: RunState): SourcePosition | undefined;
  /** The trigger that its event matched, else its handler. */
  triggerOf(run: RunState): SourcePosition | undefined;
  placeOf(run: RunState, step: Pick<PlannedStep, "id" | "tool" | "callSite">): SourcePosition | undefined;
  /** The steps of the run's function in source order. */
  written(run: RunState): readonly WrittenStep[];
}

/** `program` is an absolute path. */
export function createPlaces(model: SourceModel, { program, functionName }: { readonly program: string; functionName(functionId: string): string }): Places {
  const find = (run: RunState) => {
    const name = functionName(run.functionId);
    const files = new Set([program, ...[...run.planned, ...run.steps].flatMap(({ callSite }) => callSite?.path ?? [])]);
    for (const file of files) {
      const fn = model.functions(file).find(({ id }) => id === name.replace(/-failure$/, ""));
      if (fn !== undefined) return { fn, isFailure: name.endsWith("-failure") && name !== fn.id };
    }
    return undefined;
  };
  const written = (run: RunState): readonly WrittenStep[] => {
    const found = find(run);
    return found === undefined ? [] : found.isFailure ? found.fn.failureSteps : found.fn.steps;
  };
  return {
    handlerOf: (run) => find(run)?.fn.position,
    triggerOf: (run) => {
      const fn = find(run)?.fn;
      return fn?.triggers.find(({ event }) => run.events.some(({ name }) => matchesEvent(event, name)))?.position ?? fn?.position;
    },
    placeOf: (run, { id, tool, callSite }) => callSite ?? written(run).find((step) => step.id === id && step.tool === tool)?.position,
    written,
  };
}
