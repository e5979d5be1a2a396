/** What functions read of the data that they get, in their handlers and in the expressions around them. */
import type { DataRead, ExpressionModel, FunctionModel, Location, Snapshot } from "../../../../../shared/analysis/model.ts";
import { toSourceSpan } from "../../../../../shared/analysis/text-places.ts";
import { parseCel } from "../../../../../shared/inngest/cel/cel.ts";
import { findMentions } from "../../../../../shared/inngest/cel/walk.ts";
import { knownText } from "../steps.ts";

/** A key that a function reads and does not expect to be missing. */
export interface ContractRead {
  /** `["userId"]`, or `["user", "id"]`. */
  readonly keys: readonly string[];
  readonly fn: FunctionModel;
  readonly location: Location;
  /** False where only some runs, or only some of the events, come to it. */
  readonly always: boolean;
  /** True where a run throws without it. */
  readonly throws: boolean;
  readonly inHandler: boolean;
}

/** Reads of an event's data: by the functions it starts, in their waits for it and in what it cancels. */
export function findEventReads(snapshot: Snapshot, name: string): ContractRead[] {
  return snapshot.functions().flatMap((fn) => [
    ...(isStartedOnlyBy(fn, name) ? [...handlerReads(fn), ...expressionsOf(fn).flatMap((expression) => readExpression(fn, expression, "event"))] : []),
    ...expressionsOf(fn).filter(({ async }) => async && knownText(async.name) === name).flatMap((expression) => readExpression(fn, expression, "async")),
  ]);
}

/** Reads of the data that a function is invoked with; none where several functions have the id. */
export function findFunctionReads(snapshot: Snapshot, id: string): ContractRead[] {
  const [fn, ...others] = snapshot.functions().filter((candidate) => knownText(candidate.id) === id);
  return fn && others.length === 0 && fn.triggers.length <= 1 ? handlerReads(fn) : [];
}

function isStartedOnlyBy({ triggers }: FunctionModel, name: string): boolean {
  const [trigger, ...others] = triggers;
  return trigger?.kind === "event" && others.length === 0 && knownText(trigger.event.name) === name;
}

function handlerReads(fn: FunctionModel): ContractRead[] {
  const { handler, dataReads } = fn;
  if (!handler || !dataReads) return [];
  // Words of expressions are among the reads, too.
  const isWritten = ({ location }: DataRead): boolean => location.path === handler.path && handler.span.start <= location.span.start && location.span.end <= handler.span.end
    && !expressionsOf(fn).some(({ path, span }) => path === location.path && span.start === location.span.start);
  return [...dataReads.reads, ...dataReads.inside ?? []].filter((read) => read.use !== "guarded" && isWritten(read))
    .map(({ key, inner, use, location }) => ({ keys: inner === undefined ? [key] : [key, inner], fn, location, always: use !== "conditional", throws: use === "needed", inHandler: true }));
}

function expressionsOf({ expressions = [], steps }: FunctionModel): readonly ExpressionModel[] {
  return [...expressions, ...steps.flatMap(({ call }) => call.expressions ?? [])];
}

/** An expression that has an alternative, or that asks whether something is there, may do without. */
function readExpression(fn: FunctionModel, expression: ExpressionModel, root: "event" | "async"): ContractRead[] {
  const { text, kind, path } = expression;
  const read = (key: string, start: number, end: number, always: boolean): ContractRead => ({ keys: [key], fn, location: { path, span: toSourceSpan(expression, start, end) }, always, throws: false, inHandler: false });
  if (kind === "match") {
    const [, key] = /^data\.([\w$]+)/.exec(text) ?? [];
    return key === undefined ? [] : [read(key, 0, text.length, root === "async")];
  }
  const parsed = parseCel(text);
  if ("problem" in parsed || /\|\||!|\?|\bhas\(|\bnull\b/.test(text)) return [];
  const { paths, comparisons } = findMentions(text, parsed.ast);
  const isFiltered = fn.triggers.some((trigger) => trigger.kind === "event" && trigger.filtered);
  const always = comparisons.length === 0 && (root === "async" || expression.place === "trigger" || (expression.place === "options" && !isFiltered));
  return paths.filter((mention) => mention.root === root && mention.keys[0]?.key === "data")
    .flatMap(({ keys: [, second], start }) => (typeof second?.key === "string" ? [read(second.key, start, second.end, always)] : []));
}

/** The reads of one place in the data together. */
export function groupByKeys(reads: readonly ContractRead[]): readonly (readonly [keys: readonly string[], reads: readonly ContractRead[]])[] {
  const groups = new Map<string, { readonly keys: readonly string[]; readonly reads: ContractRead[] }>();
  for (const read of reads) {
    const name = read.keys.join("\n");
    const group = groups.get(name) ?? { keys: read.keys, reads: [] };
    group.reads.push(read);
    groups.set(name, group);
  }
  return [...groups.values()].map((group) => [group.keys, group.reads]);
}
