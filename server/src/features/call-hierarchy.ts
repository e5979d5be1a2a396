/** Calls along events: a function sends an event, the event starts functions; both ways. */
import { listenedBy } from "../../../shared/analysis/listening.ts";
import type { FunctionModel, Location, Snapshot, Span } from "../../../shared/analysis/model.ts";
import { eventMentionAt } from "./event-mentions.ts";
import { findEmissions, findListeners, findSenders, functionAt, homeOf } from "./event-flow.ts";

/** What an item is asked about again later, when the text may be another. */
export type FlowKey =
  | { readonly kind: "event"; readonly name: string }
  | { readonly kind: "function"; readonly path: string; readonly id: string | undefined; readonly start: number }
  /** Code outside of every function. */
  | { readonly kind: "file"; readonly path: string };

export interface FlowItem {
  readonly key: FlowKey;
  readonly name: string;
  readonly detail: string;
  readonly path: string;
  readonly span: Span;
  readonly selection: Span;
}

export interface FlowCall {
  readonly item: FlowItem;
  /** Where the call is made: in the file of the one that calls. */
  readonly path: string;
  readonly spans: readonly Span[];
}

/** The event that is named at the offset, else the function around it. */
export function prepareFlow(snapshot: Snapshot, path: string, offset: number): FlowItem | undefined {
  const file = snapshot.file(path);
  const mention = file && eventMentionAt(file, offset);
  if (mention) return toEventItem(snapshot, mention.name);
  const fn = functionAt(snapshot, path, offset);
  return fn && toFunctionItem(fn);
}

export function outgoingFlow(snapshot: Snapshot, key: FlowKey): FlowCall[] {
  if (key.kind === "event") {
    const from = toEventItem(snapshot, key.name);
    return from ? [...findListeners(snapshot, key.name).keys()].map((fn) => ({ item: toFunctionItem(fn), path: from.path, spans: [from.selection] })) : [];
  }
  const fn = key.kind === "function" ? findFunction(snapshot, key) : undefined;
  if (!fn) return [];
  const emissions = groupBy(findEmissions(snapshot, fn), ({ name }) => name);
  return [...emissions].flatMap(([name, sent]) => {
    const item = toEventItem(snapshot, name);
    return item ? [{ item, path: fn.path, spans: spansIn(fn.path, sent.map(({ location }) => location), fn.idSpan) }] : [];
  });
}

export function incomingFlow(snapshot: Snapshot, key: FlowKey): FlowCall[] {
  if (key.kind === "event") {
    return [...findSenders(snapshot, key.name)].flatMap(([fn, places]) => (fn ? [{ item: toFunctionItem(fn), path: fn.path, spans: spansIn(fn.path, places, fn.idSpan) }] : byFile(places)));
  }
  const fn = key.kind === "function" ? findFunction(snapshot, key) : undefined;
  const names = new Set(fn ? listenedBy(fn).map(({ name }) => name) : []);
  return [...names].flatMap((name) => {
    const item = toEventItem(snapshot, name);
    return item ? [{ item, path: item.path, spans: [item.selection] }] : [];
  });
}

function byFile(places: readonly Location[]): FlowCall[] {
  return [...groupBy(places, ({ path }) => path)].map(([path, own]) => {
    const [first] = own;
    const span = first?.span ?? { start: 0, end: 0 };
    return { item: { key: { kind: "file", path }, name: path.slice(path.lastIndexOf("/") + 1), detail: "outside of functions", path, span, selection: span }, path, spans: own.map((place) => place.span) };
  });
}

function toEventItem(snapshot: Snapshot, name: string): FlowItem | undefined {
  const event = snapshot.event(name);
  const home = event && homeOf(event);
  return home && { key: { kind: "event", name }, name, detail: "event", path: home.path, span: home.span, selection: home.span };
}

function toFunctionItem({ path, id, span, idSpan }: FunctionModel): FlowItem {
  const known = id.kind === "known" ? id.value : undefined;
  const selection = span.start <= idSpan.start && idSpan.end <= span.end ? idSpan : span;
  return { key: { kind: "function", path, id: known, start: span.start }, name: known ?? "function with a computed id", detail: path.slice(path.lastIndexOf("/") + 1), path, span, selection };
}

function findFunction(snapshot: Snapshot, { path, id, start }: Extract<FlowKey, { kind: "function" }>): FunctionModel | undefined {
  const own = snapshot.file(path)?.functions ?? [];
  return own.find((fn) => id !== undefined && fn.id.kind === "known" && fn.id.value === id) ?? own.find(({ span }) => span.start === start);
}

/** Places in helpers of other files are shown at the function. */
function spansIn(path: string, places: readonly Location[], otherwise: Span): Span[] {
  const own = places.filter((place) => place.path === path).map(({ span }) => span);
  return own.length > 0 ? own : [otherwise];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...groups.get(keyOf(item)) ?? [], item]);
  return groups;
}
