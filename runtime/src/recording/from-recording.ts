/** Recorded runs as the executor's own values. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { RecordedRun, RecordedStep } from "../../../shared/recording/format.ts";
import { jsonBytes } from "../../../shared/inngest/limits.ts";
import type { EmittedEvent, InngestEvent, JsonValue, MemoizedStep, PlannedStep, RunCause, RunState, SourcePosition } from "../executor/model.ts";

/** Where a recorded place is on this machine; undefined where there is no such file below the folder. */
function toPosition(callSite: RecordedStep["callSite"], folder: string): SourcePosition | undefined {
  if (callSite === undefined) return undefined;
  const file = path.resolve(folder, callSite.path);
  return existsSync(file) ? { ...callSite, path: file } : undefined;
}

/** A recorded step as it is memoized. */
export function toMemoized(step: RecordedStep, folder: string): MemoizedStep {
  const { name, input, callSite, resumedBy, signalledBy, invokedRun, ...rest } = step;
  return {
    ...rest, name, input: input as JsonValue | undefined, callSite: toPosition(callSite, folder),
    ...(resumedBy === undefined ? {} : { resumedBy }), ...(invokedRun === undefined ? {} : { invokedRun }),
    ...(signalledBy === undefined ? {} : { signalledBy: { runId: signalledBy.runId, step: signalledBy.step } }),
  } as MemoizedStep;
}

/** The step as it stood before its first attempt. */
export function toPlanned({ opcode, ...step }: MemoizedStep): PlannedStep {
  const { hashedId, id, displayName, tool, opts, name, input, callSite } = step;
  return { hashedId, id, displayName, tool, opts, name, input, callSite, opcode: opcode === "StepRun" ? "StepPlanned" : opcode, attempt: 0, attempts: 0, phase: "planned", wakeAt: undefined };
}

/** The run as it was when it had `position` results. */
export function stateAt(run: RecordedRun, steps: readonly MemoizedStep[], position: number): RunState {
  const done = steps.slice(0, position);
  const next = steps[position];
  const known = new Set(done.map(({ hashedId }) => hashedId));
  const emitted = run.emitted.filter(({ step, position: at }) => (step === undefined ? at <= position : known.has(step.hashedId)));
  return {
    runId: run.runId, functionId: run.functionId, status: "running", cause: toCause(run.cause), events: run.events as readonly InngestEvent[], attempt: 0, retryAt: undefined,
    maxAttempts: run.maxAttempts, version: -1, requests: 0, steps: done, planned: next === undefined ? [] : [toPlanned(next)],
    emitted: emitted as unknown as readonly EmittedEvent[], stateBytes: jsonBytes(run.events as JsonValue), output: undefined, error: undefined,
    startedAt: run.startedAt, endedAt: undefined,
  };
}

/** The run as it ended, or as it stood when it was recorded. */
export function endState(run: RecordedRun, steps: readonly MemoizedStep[]): RunState {
  const { status, output, error, cancelled, endedAt } = run;
  return {
    ...stateAt(run, steps, steps.length), emitted: run.emitted as unknown as readonly EmittedEvent[], status, output: output as JsonValue | undefined,
    error: error as RunState["error"], endedAt, ...(cancelled === undefined ? {} : { cancelled: { because: cancelled.because, ...(cancelled.by === undefined ? {} : { by: cancelled.by }) } }),
  };
}

function toCause(cause: RecordedRun["cause"]): RunCause {
  if (cause.kind !== "event") return cause;
  const { internalId, runId, step, batch } = cause;
  return { kind: "event", internalId, runId, step, ...(batch === undefined ? {} : { batch }) };
}
