/** What `run` prints: lines for people while it happens, and one JSON value for machines at the end. */
import path from "node:path";
import { styleText } from "node:util";
import { showDuration } from "../../../shared/inngest/duration.ts";
import { describeDecision } from "../executor/flow/describe.ts";
import type { ExecutorEvent, JsonValue, MemoizedStep, RunState, SerializedError } from "../executor/model.ts";
import { findThrow } from "../session/user-frames.ts";

type Colour = "green" | "red" | "yellow" | "cyan" | "dim" | "bold";

export interface LineOptions {
  readonly colour: boolean;
  /** Absolute; places in files are shown from here. */
  readonly cwd: string;
  /** Composite id → the name to show. */
  readonly nameOf: (functionId: string) => string;
  readonly runOf: (runId: string) => RunState | undefined;
  /** Lines of several runs of a function may stand between one another: each says which run it is of. */
  readonly manyRuns?: boolean;
}

const longestValue = 100;

function showValue(value: JsonValue | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

function showError({ name, message }: SerializedError): string {
  return name === "Error" ? message : `${name}: ${message}`;
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? "" : "s"}`;
}

/** A function from what happens to the lines that tell it; none for what is not worth one. */
export function createLineWriter({ colour, cwd, nameOf, runOf, manyRuns = false }: LineOptions): (event: ExecutorEvent) => readonly string[] {
  const paint = (style: Colour, text: string): string => (colour ? styleText(style, text, { validateStream: false }) : text);
  const which = (runId: string): string => (manyRuns ? ` ${runId.slice(-6)}` : "");
  const label = (runId: string | undefined): string => {
    const run = runId === undefined ? undefined : runOf(runId);
    return run === undefined ? "" : `${paint("dim", `${nameOf(run.functionId)}${which(run.runId)} │`)} `;
  };
  const placeOf = (error: SerializedError | undefined): string => {
    const place = findThrow(error?.stack);
    if (place === undefined) return "";
    const near = path.relative(cwd, place);
    return ` ${paint("dim", `at ${near.startsWith("..") ? place : near}`)}`;
  };
  const finished = (runId: string, step: MemoizedStep): string => {
    // With several attempts the time between them is the backoff's.
    const took = step.opcode === "StepPlanned" && step.attempts === 1 ? ` ${step.endedAt - step.startedAt}ms` : "";
    const attempts = step.attempts > 1 ? `, ${count(step.attempts, "attempt")}` : "";
    const head = `${step.id || step.displayName} ${paint("dim", `(${step.tool})${took}${attempts}`)}`;
    return step.result.kind === "data"
      ? `${label(runId)}${paint("green", "✓")} ${head} ${paint("dim", showValue(step.result.data))}`
      : `${label(runId)}${paint("red", "✗")} ${head} ${paint("red", showError(step.result.error))}${placeOf(step.result.error)}`;
  };
  const ended = ({ runId, functionId, status, output, error, emitted }: RunState): string => {
    const sent = emitted.length > 0 ? paint("dim", ` (${count(emitted.length, "event")} sent)`) : "";
    if (status === "completed") return `${paint("green", "✓")} ${paint("bold", nameOf(functionId))}${paint("dim", which(runId))} completed${sent} ${showValue(output)}`;
    if (status === "cancelled") return `${paint("yellow", "■")} ${paint("bold", nameOf(functionId))} cancelled ${paint("dim", runId)}`;
    return `${paint("red", "✗")} ${paint("bold", nameOf(functionId))}${paint("dim", which(runId))} failed${sent}: ${paint("red", error === undefined ? "unknown error" : showError(error))}${placeOf(error)}`;
  };
  return (event) => {
    switch (event.type) {
      case "runStarted": {
        const [trigger] = event.run.events;
        return [`${paint("bold", nameOf(event.run.functionId))} ${paint("dim", `run ${event.run.runId} by`)} ${trigger?.name ?? "?"} ${paint("dim", trigger?.id ?? "")}`];
      }
      case "stepFinished": return [finished(event.runId, event.step)];
      case "stepAttemptFailed": {
        const at = paint("dim", `attempt ${event.step.attempt + 1}`);
        return [`${label(event.runId)}${paint("yellow", "↻")} ${event.step.id} ${at} ${paint("yellow", showError(event.error))}${placeOf(event.error)}`];
      }
      case "runAttemptFailed": return [`${label(event.runId)}${paint("yellow", "↻")} ${paint("dim", `attempt ${event.attempt + 1} of the function`)} ${paint("yellow", showError(event.error))}${placeOf(event.error)}`];
      case "eventSent": return [`${label(event.runId)}${paint("cyan", "→")} ${event.emitted.event.name} ${paint("cyan", event.emitted.internalId)} ${paint("dim", `(${count(event.emitted.runs.length, "run")})`)}`];
      case "clockJumped": return [`${label(event.runId)}${paint("dim", `» ${showDuration(event.to - event.from)} later: ${event.reason}`)}`];
      case "output": return event.text.replace(/\n$/, "").split("\n").map((line) => `${label(event.runId)}${paint("dim", "┆")} ${line}`);
      case "warning": return [`${paint("yellow", "!")} ${event.message}`];
      case "replayStrayed": return [`${label(event.runId)}${paint("yellow", "!")} ${event.error.message}`];
      case "flowControl": return [`${paint("yellow", "◷")} ${describeDecision(nameOf(event.functionId), event.decision)}`];
      case "runEnded": return [ended(event.run)];
      case "stepPlanned": case "runWaiting": case "rewound": case "edited": case "runUndone": return [];
    }
  };
}

function toJsonError(error: SerializedError | undefined): JsonValue {
  return error === undefined ? null : { name: error.name, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}

function toJsonStep({ id, hashedId, opcode, result, attempts }: MemoizedStep): JsonValue {
  return {
    id, hashedId, opcode: opcode === "StepPlanned" ? "StepRun" : opcode, status: result.kind === "data" ? "completed" : "failed", attempts,
    output: result.kind === "data" ? result.data : null, error: result.kind === "error" ? toJsonError(result.error) : null,
  };
}

/** The machine-readable report. A step that is not finished, in a run that was cancelled or failed early, is not listed. */
export function toJsonReport(runs: readonly RunState[]): JsonValue {
  return {
    runs: runs.map(({ runId, functionId, status, output, error, steps, emitted }) => ({
      runId, functionId, status, output: output ?? null, error: toJsonError(error), steps: steps.map(toJsonStep),
      emitted: emitted.map(({ internalId, event, step, runs: started }) => ({ id: internalId, name: event.name, data: event.data, step: step?.id ?? null, runs: started })),
    })),
  };
}
