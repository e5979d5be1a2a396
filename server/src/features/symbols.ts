/** Functions, steps and events as symbols: an outline of one file, and a search of the workspace. */
import type { FileModel, FunctionModel, Location, Snapshot, Span, StaticString, StepCall } from "../../../shared/analysis/model.ts";
import { homeOf } from "./event-flow.ts";
import { withoutWrapped } from "./wrapped-functions.ts";

export interface OutlineSymbol {
  readonly name: string;
  readonly kind: "function" | "step" | "event";
  readonly detail: string;
  readonly span: Span;
  readonly selection: Span;
  readonly children: readonly OutlineSymbol[];
}

export interface FoundSymbol {
  readonly name: string;
  readonly kind: OutlineSymbol["kind"];
  readonly container: string;
  readonly location: Location;
}

const most = 200;

export function outline(snapshot: Snapshot, path: string): OutlineSymbol[] {
  const file = snapshot.file(path);
  if (!file) return [];
  const steps = file.steps.filter((step) => step.path === path);
  const functions = withoutWrapped(snapshot, file.functions.filter((fn) => fn.path === path));
  const loose = steps.filter(({ span }) => !functions.some((fn) => within(fn.span, span)));
  const events = file.declarations.filter(({ location }) => location.path === path)
    .map(({ name, location: { span }, source }): OutlineSymbol => ({ name: name || "…", kind: "event", detail: source, span, selection: span, children: [] }));
  return [...functions.map((fn) => toFunctionSymbol(file, fn, steps.filter(({ span }) => within(fn.span, span)))), ...nest(loose), ...events].sort((a, b) => a.span.start - b.span.start);
}

function toFunctionSymbol({ text }: FileModel, { id, idSpan, span, triggers }: FunctionModel, steps: readonly StepCall[]): OutlineSymbol {
  const started = triggers.flatMap((trigger): string[] => (trigger.kind === "event" ? [show(trigger.event.name, "event")] : trigger.kind === "cron" ? [show(trigger.schedule, "schedule")] : []));
  return { name: show(id, text.slice(idSpan.start, idSpan.end)), kind: "function", detail: started.join(", "), span, selection: within(span, idSpan) ? idSpan : span, children: nest(steps) };
}

/** Steps written inside the callback of another stand below it. */
function nest(steps: readonly StepCall[]): OutlineSymbol[] {
  const isInside = (inner: StepCall, outer: StepCall): boolean => inner !== outer && within(outer.span, inner.span);
  const top = steps.filter((step) => !steps.some((other) => isInside(step, other)));
  return top.map((step) => ({
    name: step.id.kind === "id" ? show(step.id.id, "step") : "step without an id", kind: "step", detail: `step.${step.tool}`,
    span: step.span, selection: step.id.kind === "id" && within(step.span, step.id.span) ? step.id.span : step.calleeSpan,
    children: nest(steps.filter((other) => isInside(other, step))),
  }));
}

/** @param query Letters that a name has in this order; empty for everything. */
export function searchSymbols(snapshot: Snapshot, query: string): FoundSymbol[] {
  const found = new Map<string, FoundSymbol>();
  const add = (symbol: FoundSymbol): void => {
    if (matches(symbol.name, query)) found.set(`${symbol.location.path}:${String(symbol.location.span.start)}`, symbol);
  };
  for (const { id, path, idSpan, steps } of withoutWrapped(snapshot, snapshot.functions())) {
    const name = show(id, "function");
    add({ name, kind: "function", container: "Inngest function", location: { path, span: idSpan } });
    for (const { call } of steps) if (call.id.kind === "id" && call.id.id.kind === "known") add({ name: show(call.id.id, "step"), kind: "step", container: name, location: { path: call.path, span: call.id.span } });
  }
  for (const name of snapshot.eventNames()) {
    const event = snapshot.event(name);
    const location = event && homeOf(event);
    if (location && name !== "") add({ name, kind: "event", container: "Inngest event", location });
  }
  return [...found.values()].slice(0, most);
}

function matches(name: string, query: string): boolean {
  const wanted = query.toLowerCase().replaceAll(/\s/g, "");
  let at = 0;
  for (const letter of name.toLowerCase()) if (letter === wanted[at]) at += 1;
  return at === wanted.length;
}

/** What is known of a string, with `…` for what is not. */
function show(text: StaticString, otherwise: string): string {
  const shown = text.kind === "known" ? text.value : text.kind === "partial" ? text.parts.map((part) => part ?? "…").join("") : otherwise;
  return shown === "" ? "…" : shown;
}

function within(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
