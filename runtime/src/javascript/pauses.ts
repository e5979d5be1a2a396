/** Pure: what a debugger is shown of a pause, and which of its commands move the program. */
import type { InspectorMessage } from "../worker/inspector-channel.ts";

/** A frame of a stack that runs says its script in `location`, one of a stack that has been left in `scriptId`. */
interface CallFrame {
  readonly scriptId?: string;
  readonly location?: { readonly scriptId: string };
}

interface AsyncStack {
  readonly callFrames: readonly CallFrame[];
  /** How it was left: `await`. */
  readonly description?: string;
  readonly parent?: AsyncStack;
}

interface PausedFrame extends CallFrame {
  readonly callFrameId: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber?: number };
}

export interface Pause {
  readonly reason: string;
  readonly callFrames: readonly PausedFrame[];
  readonly hitBreakpoints?: readonly string[];
  readonly asyncStackTrace?: AsyncStack;
}

/** Whether a frame is in code of the debugger's own or of a package, which is no place of the user's. */
export type IsHidden = (frame: CallFrame) => boolean;

/** A pause without what lies below the user's own code: what called it, from the SDK down to the worker. */
export function toUserPause(pause: Pause, isHidden: IsHidden): Pause {
  const last = pause.callFrames.findLastIndex((frame) => !isHidden(frame));
  if (last === -1) return pause;
  const { asyncStackTrace, ...rest } = pause;
  const below = toUserStack(asyncStackTrace, isHidden);
  return { ...rest, callFrames: pause.callFrames.slice(0, last + 1), ...(below === undefined ? {} : { asyncStackTrace: below }) };
}

function toUserStack(stack: AsyncStack | undefined, isHidden: IsHidden): AsyncStack | undefined {
  if (stack === undefined) return undefined;
  const callFrames = stack.callFrames.filter((frame) => !isHidden(frame));
  const parent = toUserStack(stack.parent, isHidden);
  if (callFrames.length === 0) return parent;
  return { ...(stack.description === undefined ? {} : { description: stack.description }), callFrames, ...(parent === undefined ? {} : { parent }) };
}

export type JavaScriptMove = "step" | "go";

/** How a command moves a paused program; undefined for any other. */
export function toMove({ method }: InspectorMessage): JavaScriptMove | undefined {
  switch (method) {
    case "Debugger.stepOver": case "Debugger.stepInto": case "Debugger.stepOut": return "step";
    case "Debugger.resume": return "go";
    default: return undefined;
  }
}
