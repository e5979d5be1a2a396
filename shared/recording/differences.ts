/** What two runs of a function did differently: by steps, and by the events they emitted. Ids and times of each run are its own and do not count. */
import type { Json, RecordedEmission, RecordedRun, RecordedStep } from "./format.ts";

export interface Difference {
  readonly kind: "step" | "event" | "output" | "status";
  /** Id of the step, name of the event; `run` for its output and status. */
  readonly what: string;
  readonly change: "added" | "removed" | "changed";
  /** For people, one line each; undefined on the side that has none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Differences from `before` to `after`, steps first, each in the order of the run that has it. Empty when both did the same. */
export function findDifferences(before: RecordedRun, after: RecordedRun): readonly Difference[] {
  const found = [
    ...compare("step", before.steps, after.steps, ({ hashedId, id }) => ({ key: hashedId, what: id }), describeStep),
    ...compare("event", number(before.emitted), number(after.emitted), ({ emission, at }) => ({ key: `${emission.event.name} ${at}`, what: emission.event.name }), ({ emission }) => describeEmission(emission)),
  ];
  const ends = ([["status", before.status, after.status], ["output", describeOutput(before), describeOutput(after)]] as const)
    .filter(([, from, to]) => from !== to)
    .map(([kind, from, to]): Difference => ({ kind, what: "run", change: "changed", before: from, after: to }));
  return [...found, ...ends];
}

interface Named {
  readonly key: string;
  readonly what: string;
}

function compare<T>(kind: "step" | "event", before: readonly T[], after: readonly T[], nameOf: (item: T) => Named, describe: (item: T) => string): Difference[] {
  const later = new Map(after.map((item) => [nameOf(item).key, item]));
  const earlier = new Set(before.map((item) => nameOf(item).key));
  const gone = before.flatMap((item): Difference[] => {
    const { key, what } = nameOf(item);
    const other = later.get(key);
    const from = describe(item);
    if (other === undefined) return [{ kind, what, change: "removed", before: from, after: undefined }];
    const to = describe(other);
    return from === to ? [] : [{ kind, what, change: "changed", before: from, after: to }];
  });
  const added = after.filter((item) => !earlier.has(nameOf(item).key)).map((item): Difference => ({ kind, what: nameOf(item).what, change: "added", before: undefined, after: describe(item) }));
  return [...gone, ...added];
}

/** Events of one name are told apart by their order. */
function number(emitted: readonly RecordedEmission[]): { readonly emission: RecordedEmission; readonly at: number }[] {
  const seen = new Map<string, number>();
  return emitted.map((emission) => {
    const at = seen.get(emission.event.name) ?? 0;
    seen.set(emission.event.name, at + 1);
    return { emission, at };
  });
}

function describeStep({ tool, result, attempts }: RecordedStep): string {
  const tries = attempts > 1 ? ` after ${attempts} attempts` : "";
  if (result.kind === "error") return `${tool} failed${tries}: ${result.error.name}: ${result.error.message}`;
  // The ids of sent events are new in each run.
  if (tool === "step.sendEvent") return `${tool} sent${tries}`;
  return `${tool} gave ${toStableText(withoutIdentity(result.data, tool))}${tries}`;
}

/** A step's output; of a wait the event that ended it, without what every event has anew. */
export function withoutIdentity(data: Json, tool: string): Json {
  if (tool !== "step.waitForEvent" || typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== "id" && name !== "ts"));
}

const describeEmission = ({ event, step }: RecordedEmission): string => `${toStableText(event.data)} by ${step?.id ?? "code outside a step"}`;

function describeOutput({ output, error, status }: RecordedRun): string {
  if (status === "failed") return error === undefined ? "failed" : `${error.name}: ${error.message}`;
  return toStableText(output ?? null);
}

/** JSON with sorted keys: the order of keys is no difference. */
export function toStableText(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item);
}
