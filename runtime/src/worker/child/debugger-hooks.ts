/**
 * What a JavaScript debugger attached to this process may evaluate, as `globalThis[Symbol.for("stepwise.debugger")]`:
 * `isNew()` tells code that runs for the first time from its replay, for the condition of a breakpoint between steps;
 * `where()` says the same as JSON, with the run that the code belongs to; `bodies` holds the user's function of each
 * step, by `runId/hashedId`, for a breakpoint on its next call.
 */
import { bodies, calls, isReplaying } from "./call-context.ts";

const maxBodies = 2000;
const functions = new Map<string, unknown>();

const isNew = (): boolean => bodies.getStore() !== undefined || !isReplaying(calls.getStore());

export function exposeToDebugger(): void {
  Reflect.set(globalThis, Symbol.for("stepwise.debugger"), {
    isNew,
    where: () => JSON.stringify({ isNew: isNew(), runId: calls.getStore()?.request.runId }),
    bodies: functions,
  });
}

/** A closure of an earlier replay will do: a breakpoint on a call holds for every closure of the same source. */
export function rememberBody(runId: string, hashedId: string, body: unknown): void {
  const key = `${runId}/${hashedId}`;
  functions.delete(key);
  functions.set(key, body);
  const oldest = functions.keys().next();
  if (functions.size > maxBodies && oldest.done !== true) functions.delete(oldest.value);
}
