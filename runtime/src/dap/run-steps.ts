/** Pure: the steps of a run as a view shows them, those that are written and not reached included. */
import type { EmittedRow, RunSteps, StepPlace, StepRow, StepState } from "../../../shared/protocol/steps.ts";
import type { MemoizedStep, PlannedStep, RunState, SourcePosition } from "../executor/model.ts";
import { toOutput } from "./evaluate.ts";
import type { WrittenStep } from "./source-model.ts";
import { toPrintable } from "./text.ts";
import { toPreview } from "./variables.ts";

const maxValue = 120;
/** Rows of one list; a loop of a thousand steps is no list to read. */
const maxRows = 500;

/** `standing` is the hashed id of the step that the run stands before. */
export function toRunSteps(run: RunState, { name, standing, written }: { readonly name: string; readonly standing: string | undefined; readonly written: readonly WrittenStep[] }): RunSteps {
  const reached = [...run.steps.map((step) => toMemoizedRow(step, run)), ...run.planned.map((step) => toPlannedRow(step, standing))].map((row) => withPlace(row, written));
  const rows: StepRow[] = [];
  const placed = new Set<StepRow>();
  for (const step of written) {
    const calls = reached.filter((row) => !placed.has(row) && isAt(row.place, step));
    for (const row of calls) placed.add(row);
    // A helper's step stands in the source once and may be written into the function more often.
    const isShown = calls.length > 0 || rows.some((row) => isAt(row.place, step));
    rows.push(...isShown ? calls : [{ id: toPrintable(step.id, 200), tool: step.tool, state: "notReached" as const, place: step.position }]);
  }
  rows.push(...reached.filter((row) => !placed.has(row)));
  return {
    runId: run.runId, name, status: run.status, steps: rows.slice(0, maxRows),
    emitted: run.emitted.slice(-maxRows).map(({ internalId, event, step, runs }): EmittedRow => {
      const place = step === undefined ? undefined : reached.find((row) => row.id === step.id)?.place;
      return { id: internalId, name: toPrintable(event.name, 200), runs: runs.length, ...(step === undefined ? {} : { step: toPrintable(step.id, 200) }), ...(place === undefined ? {} : { place }) };
    }),
  };
}

const isAt = (place: StepPlace | undefined, { position, firstLine }: WrittenStep): boolean =>
  place !== undefined && place.path === position.path && place.line >= firstLine && place.line <= position.line;

function toMemoizedRow(step: MemoizedStep, run: RunState): StepRow {
  const { result } = step;
  const ids = run.emitted.filter((sent) => sent.step?.hashedId === step.hashedId).map(({ internalId }) => internalId);
  const value = result.kind === "error" ? `${toPrintable(result.error.name, 60)}: ${toPrintable(result.error.message, maxValue)}`
    : step.tool === "step.sendEvent" ? `ids: [${ids.slice(0, 3).join(", ")}${ids.length > 3 ? `, … ${ids.length - 3} more` : ""}]` : toShort(toPreview(toOutput(step), maxValue));
  return { ...toRow(step, result.kind === "error" ? "failed" : "memoized"), value };
}

const toShort = (text: string): string => (text.length > maxValue ? `${text.slice(0, maxValue)}…` : text);

function toPlannedRow(step: PlannedStep, standing: string | undefined): StepRow {
  const state: StepState = step.hashedId === standing ? "next" : step.phase;
  return { ...toRow(step, state), ...(step.attempt > 0 ? { attempt: step.attempt + 1 } : {}) };
}

function toRow({ id, tool, callSite }: Pick<PlannedStep, "id" | "tool" | "callSite">, state: StepState): StepRow {
  return { id: toPrintable(id, 200), tool, state, ...(callSite === undefined ? {} : { place: toPlace(callSite) }) };
}

/** Where its call was not seen: where a step of this id is written. */
function withPlace(row: StepRow, written: readonly WrittenStep[]): StepRow {
  const place = row.place ?? written.find(({ id, tool }) => id === row.id && tool === row.tool)?.position;
  return place === undefined ? row : { ...row, place };
}

const toPlace = ({ path, line, column }: SourcePosition): StepPlace => ({ path, line, column });
