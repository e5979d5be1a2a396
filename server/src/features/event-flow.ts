/** Functions and events as a graph: what a function sends, what an event starts. */
import { matchesEvent, namesOf } from "../../../shared/analysis/event-model.ts";
import { listenedBy } from "../../../shared/analysis/listening.ts";
import type { EventModel, FileModel, FunctionModel, Location, SendSite, Snapshot, StepCall } from "../../../shared/analysis/model.ts";

/** A mention of an event in a send, and the event. */
export interface Emission {
  readonly name: string;
  readonly location: Location;
}

/** What each function sends, with the files that tell: after a key all but a few are the same. */
const emissions = new WeakMap<FunctionModel, { readonly files: ReadonlyMap<string, FileModel | undefined>; readonly found: readonly Emission[] }>();

/** Events that a function's handlers send, by step or by client; a wildcard is sent by nobody. */
export function findEmissions(snapshot: Snapshot, fn: FunctionModel): readonly Emission[] {
  const before = emissions.get(fn);
  if (before && [...before.files].every(([path, file]) => snapshot.file(path) === file)) return before.found;
  const files = new Map([...pathsOf(fn)].map((path) => [path, snapshot.file(path)]));
  const found = readEmissions([...files.values()], fn);
  emissions.set(fn, { files, found });
  return found;
}

/** Files in which something that a function does is written. */
function pathsOf(fn: FunctionModel): Set<string> {
  const paths = new Set([fn.path]);
  for (const steps of [fn.steps, fn.failureSteps]) for (const { call } of steps) paths.add(call.path);
  for (const { location } of fn.handlerSends) paths.add(location.path);
  return paths;
}

function readEmissions(files: readonly (FileModel | undefined)[], fn: FunctionModel): Emission[] {
  const steps = [...fn.steps, ...fn.failureSteps].map(({ call }) => call);
  const places = new Set([...steps.map(({ path, span }) => keyOf({ path, span })), ...fn.handlerSends.map(({ location }) => keyOf(location))]);
  const belongs = ({ path, span, insideStep }: SendSite): boolean => places.has(keyOf({ path, span })) || (insideStep !== undefined && places.has(keyOf(insideStep)));
  const sends = files.flatMap((file) => file?.sends ?? []).filter(belongs);
  const own = [...sends.flatMap(emissionsOf), ...steps.flatMap(emissionsOfStep)];
  return [...new Map(own.map((emission) => [keyOf(emission.location), emission])).values()];
}

const known = new WeakMap<Snapshot, ReadonlyMap<string, Sent>>();

/** Who sends a name, function by function. */
type Sent = Map<FunctionModel | undefined, Location[]>;

/** Functions whose handlers execute one of the sends of an event; `undefined` stands for senders outside of every function. */
export function findSenders(snapshot: Snapshot, name: string): Sent {
  const byName = known.get(snapshot) ?? groupBySender(snapshot);
  known.set(snapshot, byName);
  const found: Sent = new Map();
  const left = new Map((snapshot.event(name)?.senders ?? []).map((location) => [keyOf(location), location]));
  const names = name.endsWith("*") ? [...byName.keys()].filter((sent) => matchesEvent(name, sent)) : [name];
  for (const [fn, places] of names.flatMap((sent) => [...byName.get(sent) ?? []])) {
    found.set(fn, [...found.get(fn) ?? [], ...places]);
    for (const place of places) left.delete(keyOf(place));
  }
  if (left.size > 0) found.set(undefined, [...left.values()]);
  return found;
}

function groupBySender(snapshot: Snapshot): ReadonlyMap<string, Sent> {
  const byName = new Map<string, Sent>();
  for (const fn of snapshot.functions()) {
    for (const { name, location } of findEmissions(snapshot, fn)) {
      const sent = byName.get(name) ?? new Map<FunctionModel | undefined, Location[]>();
      const places = sent.get(fn);
      if (places) places.push(location);
      else byName.set(name, sent.set(fn, [location]));
    }
  }
  return byName;
}

/** Functions that listen to an event, each with where it does. */
export function findListeners(snapshot: Snapshot, name: string): Map<FunctionModel, Location[]> {
  const places = new Set((snapshot.event(name)?.listeners ?? []).map(({ location }) => keyOf(location)));
  const found = new Map<FunctionModel, Location[]>();
  for (const fn of places.size === 0 ? [] : snapshot.functions()) {
    const own = listenedBy(fn).filter(({ location }) => places.has(keyOf(location))).map(({ location }) => location);
    if (own.length > 0) found.set(fn, own);
  }
  return found;
}

/** Where an event is best shown: its declaration, else its first mention. */
export function homeOf({ name, declarations, listeners, senders }: EventModel): Location | undefined {
  // A pattern is written where it is listened to.
  return declarations.find(({ location }) => location.path !== "")?.location ?? (name.endsWith("*") ? undefined : senders[0]) ?? listeners[0]?.location;
}

/** The innermost function whose call holds an offset. */
export function functionAt(snapshot: Snapshot, path: string, offset: number): FunctionModel | undefined {
  return snapshot.file(path)?.functions.findLast((fn) => fn.path === path && fn.span.start <= offset && offset <= fn.span.end);
}

function emissionsOf({ path, payload, event }: SendSite): Emission[] {
  return [...payload.events.flatMap(namesOf), event].flatMap((reference) => (reference?.name.kind === "known" ? [{ name: reference.name.value, location: { path, span: reference.span } }] : []));
}

/** Steps of helpers in files that have no model of their own. */
function emissionsOfStep({ path, payload }: StepCall): Emission[] {
  return (payload?.events ?? []).flatMap(namesOf).flatMap(({ name, span }) => (name.kind === "known" ? [{ name: name.value, location: { path, span } }] : []));
}

function keyOf({ path, span }: Location): string {
  return `${path}:${String(span.start)}`;
}
