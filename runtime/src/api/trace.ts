/** A run as the REST API's version 2 shows it: the run itself, and its steps as a tree of spans. */
import type { JsonValue, MemoizedStep, PlannedStep, RunState } from "../executor/model.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { cronOf, startingEvent, toOutput, toTime } from "./rest-v1.ts";

const runStatuses = { queued: "QUEUED", running: "RUNNING", waiting: "RUNNING", completed: "COMPLETED", failed: "FAILED", cancelled: "CANCELLED" } as const;

function toStepOp({ opcode, tool }: MemoizedStep | PlannedStep): string {
  switch (opcode) {
    case "Sleep": return "SLEEP";
    case "WaitForEvent": return "WAIT_FOR_EVENT";
    case "WaitForSignal": return "WAIT_FOR_SIGNAL";
    case "InvokeFunction": return "INVOKE";
    case "AIGateway": return "AI_GATEWAY";
    default: return tool === "step.sendEvent" ? "SEND_EVENT" : "RUN";
  }
}

function idsOf({ functionId }: RunState, functions: readonly FunctionConfig[]): { readonly app: JsonValue; readonly function: JsonValue } {
  const known = functions.find(({ id }) => id === functionId);
  const local = known?.localId ?? functionId;
  return { app: { id: functionId.slice(0, Math.max(0, functionId.length - local.length - 1)) }, function: { id: local, name: known?.name ?? local, slug: functionId } };
}

export function toRunV2(run: RunState, functions: readonly FunctionConfig[], includeOutput: boolean): JsonValue {
  const { runId, status, startedAt, endedAt, events } = run;
  return {
    id: runId, status: runStatuses[status], ...idsOf(run, functions),
    queuedAt: toTime(startedAt), startedAt: status === "queued" ? null : toTime(startedAt), endedAt: toTime(endedAt), durationMs: endedAt === undefined ? null : endedAt - startedAt,
    trigger: { eventName: events[0]?.name ?? null, eventIds: run.cause.kind === "event" && run.cause.batch !== undefined ? [...run.cause.batch] : [startingEvent(run)], isBatch: events.length > 1, cron: cronOf(run) },
    ...(includeOutput ? { output: toOutput(run) } : {}),
  };
}

interface Span {
  readonly [key: string]: JsonValue;
}

function toSpan(step: MemoizedStep | PlannedStep, includeOutput: boolean): Span {
  const { hashedId, id, displayName, attempts } = step;
  const head = { id: hashedId, name: displayName, stepId: id || hashedId, stepOp: toStepOp(step), attempts, children: [] };
  const input = includeOutput ? { input: step.input ?? null } : {};
  if (!("result" in step)) return { ...head, status: step.phase === "waiting" ? "WAITING" : "RUNNING", startedAt: null, endedAt: null, durationMs: null, wakeAt: toTime(step.wakeAt), ...input };
  const { result, startedAt, endedAt, invokedRun } = step;
  return {
    ...head, status: result.kind === "data" ? "COMPLETED" : "FAILED", startedAt: toTime(startedAt), endedAt: toTime(endedAt), durationMs: endedAt - startedAt,
    ...(invokedRun === undefined ? {} : { invokedRunId: invokedRun }), ...input, ...(includeOutput ? { output: result.kind === "data" ? result.data : { ...result.error } } : {}),
  };
}

export function toTrace(run: RunState, functions: readonly FunctionConfig[], includeOutput: boolean): JsonValue {
  const { runId, startedAt, endedAt, steps, planned } = run;
  const name = functions.find(({ id }) => id === run.functionId)?.name ?? run.functionId;
  return {
    runId,
    rootSpan: {
      id: runId, name, status: runStatuses[run.status], startedAt: toTime(startedAt), endedAt: toTime(endedAt), durationMs: endedAt === undefined ? null : endedAt - startedAt,
      ...(includeOutput ? { output: toOutput(run) } : {}), children: [...steps, ...planned].map((step) => toSpan(step, includeOutput)),
    },
  };
}
