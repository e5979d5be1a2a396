/** Steps as rules look at them. */
import type { FileModel, FunctionModel, Snapshot, Span, StaticString, StepCall, StepOccurrence } from "../../../../shared/analysis/model.ts";

/**
 * Every step call written in a file: those that the file alone shows, and those in helpers whose parameters are known
 * to be step tools only from the functions of other files that call them.
 */
export function findStepCalls(file: FileModel, snapshot: Snapshot): readonly StepCall[] {
  const others = snapshot.functionsReaching(file.path).filter((fn) => fn.path !== file.path);
  if (others.length === 0) return file.steps;
  const calls = [...file.steps];
  const starts = new Set(calls.map((call) => call.span.start));
  for (const fn of others) {
    for (const { call } of [...fn.steps, ...fn.failureSteps]) {
      if (call.path !== file.path || starts.has(call.span.start)) continue;
      starts.add(call.span.start);
      calls.push(call);
    }
  }
  return calls;
}

/** The lists of steps of one execution in which a file has a part, each with its function. */
export function findExecutions(file: FileModel, snapshot: Snapshot): { readonly fn: FunctionModel; readonly steps: readonly StepOccurrence[] }[] {
  return [...file.functions, ...file.endpoints ?? [], ...snapshot.functionsReaching(file.path)].flatMap((fn) => [{ fn, steps: fn.steps }, { fn, steps: fn.failureSteps }]
    .filter(({ steps }) => fn.path === file.path || steps.some(({ call }) => call.path === file.path)));
}

/** The id of a step where it is known in full. */
export function knownId(call: StepCall): string | undefined {
  return call.id.kind === "id" ? knownText(call.id.id) : undefined;
}

export function knownText(text: StaticString): string | undefined {
  return text.kind === "known" ? text.value : undefined;
}

/** The id of a step as it is compared with others of one execution; undefined where it may be any. */
export function comparableId({ call, via }: StepOccurrence): string | undefined {
  if (call.id.kind !== "id") return undefined;
  const { id, sameAs } = call.id;
  if (id.kind === "known") return id.value;
  // Reached through another call of a helper, the same text may be another id.
  return sameAs === undefined ? undefined : [call.path, sameAs, ...via.map(({ path, span }) => `${path}:${String(span.start)}`)].join("\n");
}

/** Ids in use in the functions that a call belongs to, or in its file when it belongs to none. */
export function idsAround(call: StepCall, file: FileModel, snapshot: Snapshot): Set<string> {
  const around = findExecutions(file, snapshot).filter(({ steps }) => steps.some((step) => step.call.path === call.path && step.call.span.start === call.span.start));
  const calls = around.length > 0 ? around.flatMap(({ steps }) => steps.map((step) => step.call)) : file.steps;
  return new Set(calls.map(knownId).filter((id) => id !== undefined));
}

/** The first of `base`, `base-2`, `base-3`, … that is not in use. A number at the end of `base` is counted on. */
export function nextFreeId(base: string, used: Pick<ReadonlySet<string>, "has">): string {
  if (!used.has(base)) return base;
  const counted = /^(.+)-(\d{1,4})$/.exec(base);
  const stem = counted?.[1] ?? base;
  for (let number = counted ? Number(counted[2]) + 1 : 2; ; number += 1) {
    const id = `${stem}-${String(number)}`;
    if (!used.has(id)) return id;
  }
}

/** Words of any spelling as an id: `app/user.activated` and `sendWelcomeEmail` become `app-user-activated`, `send-welcome-email`. */
export function toKebab(text: string): string {
  return text.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-+|-+$/g, "").toLowerCase();
}

/** Every id known in the functions of a file: one that is in none of them is free in each. */
export function idsInFunctions(file: FileModel, snapshot: Snapshot): Set<string> {
  const calls = [...file.steps, ...findExecutions(file, snapshot).flatMap(({ steps }) => steps.map((step) => step.call))];
  return new Set(calls.map(knownId).filter((id) => id !== undefined));
}

/** An id for a step that sends an event of this name. */
export function sendEventId(eventName: string | undefined, many: boolean): string {
  if (eventName) return `send-${toKebab(eventName)}`;
  return many ? "send-events" : "send-event";
}

/** An id in the quotes that a place uses more often, or else the file. */
export function quoteLike(file: FileModel, { start, end }: Span, id: string): string {
  const moreSingle = (text: string): number => text.split("'").length - text.split("\"").length;
  return (moreSingle(file.text.slice(start, end)) || moreSingle(file.text)) > 0 ? `'${id}'` : `"${id}"`;
}
