import type { FunctionModel, Location, Snapshot } from "../../../../shared/analysis/model.ts";
import { findExecutions } from "./steps.ts";

/** True where a function surely says `retries: 0`: what fails then is not done again. Its `onFailure` is a function of its own, with a retry. */
export function isNeverRetried({ options }: FunctionModel): boolean {
  const retries = options?.kind === "object" ? options.properties.find(({ key }) => key === "retries")?.value : undefined;
  return retries?.kind === "number" && retries.value === 0;
}

export function hasFailureHandler({ options }: FunctionModel): boolean {
  return options?.kind !== "object" || options.open || options.properties.some(({ key }) => key === "onFailure");
}

/** Whether every execution that comes to a step is one that is never retried. */
export function isStepNeverRetried(step: Location, snapshot: Snapshot): boolean {
  const file = snapshot.file(step.path);
  const around = file ? findExecutions(file, snapshot).filter(({ steps }) => steps.some(({ call }) => call.path === step.path && call.span.start === step.span.start)) : [];
  return around.length > 0 && around.every(({ fn, steps }) => steps === fn.steps && isNeverRetried(fn));
}
