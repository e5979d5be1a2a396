/** The stack of a run: the planned step at its call site, the handler, then what caused the run, back to the start. */
import type { MemoizedStep, PlannedStep, RunState, SourcePosition } from "../executor/model.ts";
import { toPrintable } from "./text.ts";

export interface Frame {
  readonly name: string;
  readonly position: SourcePosition | undefined;
  /** Run whose scopes the frame shows. */
  readonly runId: string;
  readonly step: PlannedStep | undefined;
  /** Step of that run which restarting the frame goes back to. */
  readonly restartAt: number;
  /** True for an event: it stands between a run and the one that sent it. */
  readonly isEvent: boolean;
}

export interface FrameContext {
  run(runId: string): RunState | undefined;
  /** Id as written in `createFunction`. */
  functionName(functionId: string): string;
  handlerOf(run: RunState): SourcePosition | undefined;
  triggerOf(run: RunState): SourcePosition | undefined;
  placeOf(run: RunState, step: Pick<PlannedStep, "id" | "tool" | "callSite">): SourcePosition | undefined;
}

/** A chain of causes is as long as the user's functions make it; this much of it is shown. */
const maxCauses = 20;

/** Frames of a run, top first; `step` is the planned step it stands before. A run that failed by a step stands on that step. */
export function listFrames(run: RunState, step: PlannedStep | undefined, context: FrameContext): readonly Frame[] {
  const frames: Frame[] = [];
  if (step !== undefined) frames.push({ name: toStepName(step.tool, step.id), position: context.placeOf(run, step), runId: run.runId, step, restartAt: run.steps.length, isEvent: false });
  const failed = step === undefined ? run.steps.findLast(isFailureOf(run)) : undefined;
  const failedAt = failed === undefined ? undefined : context.placeOf(run, failed);
  if (failed !== undefined && failedAt !== undefined) frames.push({ name: toStepName(failed.tool, failed.id), position: failedAt, runId: run.runId, step: undefined, restartAt: run.steps.indexOf(failed), isEvent: false });
  frames.push({ name: toPrintable(context.functionName(run.functionId), 200), position: context.handlerOf(run), runId: run.runId, step: undefined, restartAt: 0, isEvent: false });
  addCauses(frames, run, context);
  return frames;
}

/** A function may catch what a step throws, and fail by something else. */
const isFailureOf = ({ status, error }: RunState) => ({ result }: MemoizedStep): boolean => status === "failed" && result.kind === "error" && result.error.message === error?.message;

/** The step as it is now: its input may have been edited since it was planned. */
export function toCurrentStep(run: RunState, step: PlannedStep | undefined): PlannedStep | undefined {
  const planned = run.planned.find(({ hashedId }) => hashedId === step?.hashedId);
  return step === undefined || planned === undefined ? step : { ...step, input: planned.input, opts: planned.opts };
}

export const toStepName = (tool: string, id: string): string => `${tool} "${toPrintable(id, 200)}"`;

function addCauses(frames: Frame[], run: RunState, context: FrameContext): void {
  const seen = new Set([run.runId]);
  let current = run;
  for (let depth = 0; depth < maxCauses; depth++) {
    const { cause } = current;
    const parent = cause.kind === "request" || cause.runId === undefined ? undefined : context.run(cause.runId);
    const stepId = cause.kind === "event" || cause.kind === "invoke" ? cause.step : undefined;
    const sender = parent?.steps.find(isStep(stepId)) ?? parent?.planned.find(isStep(stepId));
    const sentFrom = parent === undefined || sender === undefined ? undefined : context.placeOf(parent, sender);
    for (const event of current.events.slice(0, 1)) {
      // Sent by no step: by hand, between steps, by the outside world.
      frames.push({ name: `event ${toPrintable(event.name, 200)}`, position: sentFrom ?? context.triggerOf(current), runId: current.runId, step: undefined, restartAt: 0, isEvent: true });
    }
    if (parent === undefined || seen.has(parent.runId)) return;
    if (sender !== undefined) {
      const at = parent.steps.findIndex(isStep(stepId));
      frames.push({ name: toStepName(sender.tool, sender.id), position: sentFrom, runId: parent.runId, step: undefined, restartAt: at < 0 ? parent.steps.length : at, isEvent: false });
    }
    frames.push({ name: toPrintable(context.functionName(parent.functionId), 200), position: context.handlerOf(parent), runId: parent.runId, step: undefined, restartAt: 0, isEvent: false });
    seen.add(parent.runId);
    current = parent;
  }
}

const isStep = (stepId: string | undefined) => (step: { readonly id: string; readonly hashedId: string }): boolean =>
  stepId !== undefined && (step.id === stepId || step.hashedId === stepId);
