/** Calls that execute under the same step id. */
import type { FunctionModel, Location, Snapshot, StepCall } from "../../../shared/analysis/model.ts";

/** Id of a call, where it is known before it runs. */
export function knownStepId({ id }: StepCall): string | undefined {
  return id.kind === "id" && id.id.kind === "known" ? id.id.value : undefined;
}

export function isSameCall(a: StepCall, b: StepCall): boolean {
  return a.path === b.path && a.span.start === b.span.start;
}

/** Functions of the workspace that execute a call. */
export function functionsWith(snapshot: Snapshot, call: StepCall): FunctionModel[] {
  return snapshot.functions().filter((fn) => callsOf(fn).some((other) => isSameCall(other, call)));
}

/** The call, and those with its id in the functions that execute it; each once. */
export function findSameSteps(snapshot: Snapshot, call: StepCall): StepCall[] {
  const id = knownStepId(call);
  const same = functionsWith(snapshot, call).flatMap((fn) => callsOf(fn).filter((other) => id !== undefined && knownStepId(other) === id));
  return [...new Map([call, ...same].map((found) => [`${found.path}:${String(found.span.start)}`, found])).values()];
}

export function idLocation({ path, id }: StepCall): Location {
  return { path, span: id.span };
}

/** With those of `onFailure`. */
export function callsOf({ steps, failureSteps }: FunctionModel): StepCall[] {
  return [...steps, ...failureSteps].map(({ call }) => call);
}
