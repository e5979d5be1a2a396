/** The stack of a run: the planned step at its call site, the handler, then what caused the run, back to the start. */
import type { PlannedStep, RunState, SourcePosition } from "../executor/model.ts";
import { toPrintable } from "./text.ts";

export interface Frame {
  readonly name: string;
  readonly position: SourcePosition | undefined;
  /** Run whose scopes the frame shows. */
  readonly runId: string;
  readonly step: PlannedStep | undefined;
  /** Step of that run which restarting the frame goes back to. */
  readonly restartAt: number;
  /** True for what led to the run, false for the run itself. */
  readonly isCause: boolean;
}

export interface FrameContext {
  run(runId: string): RunState | undefined;
  /** Id as written in `createFunction`. */
  functionName(functionId: string): string;
  handlerOf(run: RunState): SourcePosition | undefined;
  placeOf(run: RunState, step: Pick<PlannedStep, "id" | "tool" | "callSite">): SourcePosition | undefined;
}

/** A chain of causes is as long as the user's functions make it; this much of it is shown. */
const maxCauses = 20;

/** Frames of a run, top first; `step` is the planned step it stands before. */
export function listFrames(run: RunState, step: PlannedStep | undefined, context: FrameContext): readonly Frame[] {
  const frames: Frame[] = [];
  if (step !== undefined) frames.push({ name: toStepName(step.tool, step.id), position: context.placeOf(run, step), runId: run.runId, step, restartAt: run.steps.length, isCause: false });
  frames.push({ name: toPrintable(context.functionName(run.functionId), 200), position: context.handlerOf(run), runId: run.runId, step: undefined, restartAt: 0, isCause: false });
  addCauses(frames, run, context);
  return frames;
}

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
      frames.push({ name: `event ${toPrintable(event.name, 200)} ${event.id}`, position: sentFrom, runId: current.runId, step: undefined, restartAt: 0, isCause: true });
    }
    if (parent === undefined || seen.has(parent.runId)) return;
    if (sender !== undefined) {
      const at = parent.steps.findIndex(isStep(stepId));
      frames.push({ name: toStepName(sender.tool, sender.id), position: sentFrom, runId: parent.runId, step: undefined, restartAt: at < 0 ? parent.steps.length : at, isCause: true });
    }
    frames.push({ name: toPrintable(context.functionName(parent.functionId), 200), position: context.handlerOf(parent), runId: parent.runId, step: undefined, restartAt: 0, isCause: true });
    seen.add(parent.runId);
    current = parent;
  }
}

const isStep = (stepId: string | undefined) => (step: { readonly id: string; readonly hashedId: string }): boolean =>
  stepId !== undefined && (step.id === stepId || step.hashedId === stepId);
