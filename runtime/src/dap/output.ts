/** What the Debug Console shows of the executor's events: one line each, once. */
import { describeDecision } from "../executor/flow/describe.ts";
import type { EmittedEvent, ExecutorEvent, PlannedStep, RunEdit, RunState, SerializedError, SourcePosition } from "../executor/model.ts";
import { toUserFrames } from "../session/user-frames.ts";
import { toStepName } from "./frames.ts";
import { toDuration } from "../../../shared/inngest/duration-text.ts";
import { toRunCount, toTime } from "./scopes.ts";
import { toConsoleText, toPrintable } from "./text.ts";
import { toPreview } from "./variables.ts";

export interface OutputLine {
  readonly category: "console" | "stdout" | "stderr";
  /** Ends with a line break, except for the program's own output, which stays as it is. */
  readonly text: string;
  readonly position: SourcePosition | undefined;
}

export interface OutputContext {
  run(runId: string): RunState | undefined;
  /** Name of a run, as its thread shows it. */
  nameOf(runId: string): string;
  functionName(functionId: string): string;
}

// VS Code shows `console` in the colour of a warning, so what goes as it should is `stdout`.
const line = (text: string, position?: SourcePosition): OutputLine => ({ category: "stdout", text: `${text}\n`, position });
const notice = (text: string): OutputLine => ({ category: "console", text: `${text}\n`, position: undefined });
const problem = (text: string, position?: SourcePosition): OutputLine => ({ category: "stderr", text: `${text}\n`, position });

/** `→ app/user.activated 01HQ8PTAESBZPBDS8JTRZZYY3S (1 run)` */
export function toEmittedText({ event, internalId, runs }: EmittedEvent): string {
  return `→ ${toPrintable(event.name, 200)} ${internalId} (${toRunCount(runs.length)})`;
}

/** Lines for one executor event; most events that only move a run give none. */
export function toOutputLines(event: ExecutorEvent, context: OutputContext): readonly OutputLine[] {
  const siteOf = (runId: string | undefined, step: string | undefined): SourcePosition | undefined => {
    const run = runId === undefined || step === undefined ? undefined : context.run(runId);
    const isIt = (each: { readonly displayName: string; readonly hashedId: string }): boolean => each.hashedId === step || each.displayName === step;
    return run?.planned.find(isIt)?.callSite ?? run?.steps.findLast(isIt)?.callSite;
  };
  switch (event.type) {
    case "runStarted":
      return [line(`▷ ${context.nameOf(event.run.runId)} ${toStartText(event.run)}`)];
    case "stepAttemptFailed":
      return [problem(`✗ ${toStepName(event.step.tool, event.step.id)} failed, attempt ${event.step.attempt + 1}: ${toErrorText(event.error)}; next attempt at ${toTime(event.retryAt)}`, event.step.callSite)];
    case "stepFinished":
      return event.step.result.kind === "data" ? [] : [problem(`✗ ${toStepName(event.step.tool, event.step.id)} failed for good: ${toErrorText(event.step.result.error)}`, event.step.callSite)];
    case "runAttemptFailed":
      return [problem(`✗ ${context.nameOf(event.runId)} failed, attempt ${event.attempt + 1}: ${toErrorText(event.error)}; next attempt at ${toTime(event.retryAt)}`)];
    case "eventSent":
      return [line(toEmittedText(event.emitted), siteOf(event.runId, event.emitted.step?.hashedId))];
    case "clockJumped":
      return [notice(`» clock +${toDuration(event.to - event.from)}, now ${toTime(event.to)}: ${toPrintable(event.reason, 200)}`)];
    case "output":
      return [{ category: event.stream, text: toConsoleText(event.text), position: siteOf(event.runId, event.step) }];
    case "rewound":
      return event.undone[0] === undefined ? [] : [line(`◁ ${context.nameOf(event.runId)} is back before ${toStepName(event.undone[0].tool, event.undone[0].id)}`)];
    case "edited":
      return [line(`✎ ${context.nameOf(event.runId)}: ${toEditText(event.run, event.edit)}`)];
    case "warning":
      return [notice(`! ${toPrintable(event.message, 500)}`)];
    case "replayStrayed":
      return [problem(`! ${context.nameOf(event.runId)}: ${toPrintable(event.error.message, 1_000)}`)];
    case "flowControl":
      return [line(`◷ ${toPrintable(describeDecision(context.functionName(event.functionId), event.decision), 500)}`)];
    case "runEnded":
      return [toEndLine(event.run, context)];
    case "stepPlanned": case "runWaiting": case "runUndone":
      return [];
  }
}

/** A step whose result was prepared beforehand. */
export const toMadeUpLine = ({ tool, id, callSite }: PlannedStep): OutputLine => line(`✎ ${toStepName(tool, id)} is not run: its result was given`, callSite);

function toEditText({ planned, steps }: RunState, edit: RunEdit): string {
  if (edit.kind === "eventEdited") return `its event is now ${toPreview({ ...edit.event }, 400)}`;
  const step = [...planned, ...steps].find(({ hashedId }) => hashedId === edit.hashedId);
  const name = step === undefined ? "a step" : toStepName(step.tool, step.id);
  if (edit.kind === "inputEdited") return `${name} works on ${toPreview(edit.input, 400)}`;
  return edit.result.kind === "data" ? `${name} has the output ${toPreview(edit.result.data, 400)}` : `${name} has the error ${toErrorText(edit.result.error)}`;
}

function toStartText({ cause, events }: RunState): string {
  const [event] = events;
  const name = event === undefined ? "" : ` ${toPrintable(event.name, 200)} ${event.id}`;
  return { invoke: "invoked", failure: "handles a failure", fork: "forked", event: `started by${name}`, request: `started by${name}` }[cause.kind];
}

function toEndLine(run: RunState, context: OutputContext): OutputLine {
  const name = context.nameOf(run.runId);
  if (run.status === "failed") return problem(`✗ ${name} failed${run.error === undefined ? "" : `: ${toStackText(run.error)}`}`);
  if (run.status === "cancelled") return problem(`✗ ${name} was cancelled`);
  return line(`✓ ${name} completed: ${toPreview(run.output, 400)}`);
}

const toErrorText = (error: SerializedError): string => `${toPrintable(error.name, 100)}: ${toPrintable(error.message, 500)}`;

/** The error with the user's part of its stack, line by line, so that the editor can link the files. */
function toStackText(error: SerializedError): string {
  return [toErrorText(error), ...toUserFrames(error.stack).map((frame) => `    ${toPrintable(frame, 500)}`)].join("\n");
}
