/** What stands above a function and above an event's declaration. */
import type { FunctionModel, Location, Snapshot, Span } from "../../../shared/analysis/model.ts";
import { counted } from "../../../shared/text/counted.ts";
import { findEndpoints } from "./endpoints.ts";
import { findEmissions } from "./event-flow.ts";
import { withoutWrapped } from "./wrapped-functions.ts";

export interface FunctionLens {
  readonly span: Span;
  /** undefined where the id cannot be read from the text; the runtime then asks which function is meant. */
  readonly functionId: string | undefined;
}

/** A count that shows its places when clicked. */
export interface CountLens {
  readonly span: Span;
  readonly title: string;
  readonly places: readonly Location[];
}

/** Where **Run | Debug** stand: above each function and each endpoint that a file creates. */
export function findLenses(snapshot: Snapshot, path: string): FunctionLens[] {
  const file = snapshot.file(path);
  const functions = functionsOf(snapshot, path).map(({ id, calleeSpan }) => ({ span: calleeSpan, functionId: id.kind === "known" ? id.value : undefined }));
  const endpoints = file ? findEndpoints(file).map(({ name, fn }) => ({ span: fn.calleeSpan, functionId: name })) : [];
  return [...functions, ...endpoints];
}

/** How many send the events that start a function, and listen to those that it sends; the same for each declared event. */
export function findCounts(snapshot: Snapshot, path: string): CountLens[] {
  const functions = functionsOf(snapshot, path).flatMap((fn) => countsOf(snapshot, fn));
  const declarations = (snapshot.file(path)?.declarations ?? []).filter(({ location }) => location.path === path)
    .flatMap(({ name, location: { span } }) => [toLens(span, sendersOf(snapshot, name), "sender"), toLens(span, listenersOf(snapshot, name), "listener")]);
  return [...functions, ...declarations];
}

function countsOf(snapshot: Snapshot, fn: FunctionModel): CountLens[] {
  // What it waits for, and what cancels it, starts no run of it.
  const heard = [...new Set(fn.triggers.flatMap((trigger) => (trigger.kind === "event" && trigger.event.name.kind === "known" ? [trigger.event.name.value] : [])))];
  const sent = [...new Set(findEmissions(snapshot, fn).map(({ name }) => name))];
  return [
    ...heard.length === 0 ? [] : [toLens(fn.calleeSpan, heard.flatMap((name) => sendersOf(snapshot, name)), "sender")],
    ...sent.length === 0 ? [] : [toLens(fn.calleeSpan, sent.flatMap((name) => listenersOf(snapshot, name)), "listener")],
  ];
}

function functionsOf(snapshot: Snapshot, path: string): FunctionModel[] {
  return withoutWrapped(snapshot, (snapshot.file(path)?.functions ?? []).filter((fn) => fn.path === path));
}

function sendersOf(snapshot: Snapshot, name: string): readonly Location[] {
  return snapshot.event(name)?.senders ?? [];
}

function listenersOf(snapshot: Snapshot, name: string): Location[] {
  return (snapshot.event(name)?.listeners ?? []).map(({ location }) => location);
}

function toLens(span: Span, places: readonly Location[], word: string): CountLens {
  return { span, title: counted(places.length, word), places };
}
