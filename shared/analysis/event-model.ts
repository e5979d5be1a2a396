/**
 * Who declares, sends and listens to each event of the workspace, built from the files' models.
 * What one file contributes is kept with its model, so after an edit only that file is looked at again.
 */
import type { EventDeclaration, EventModel, EventReference, FileModel, Location } from "./model.ts";

type Listener = EventModel["listeners"][number];

export interface EventIndex {
  /** undefined for a name that nothing in the workspace mentions; wildcard triggers alone do not mention a name. */
  event(name: string): EventModel | undefined;
  /** Names that are mentioned, sorted, wildcard patterns left out. */
  names(): readonly string[];
}

/** What one file says about events, each fact with the name it is about. */
interface EventFacts {
  readonly declarations: readonly EventDeclaration[];
  readonly senders: readonly Named<Location>[];
  readonly listeners: readonly Named<Listener>[];
}

interface Named<T> {
  readonly name: string;
  readonly fact: T;
}

interface Gathered {
  readonly declarations: EventDeclaration[];
  readonly senders: Location[];
  readonly listeners: Listener[];
}

const known = new WeakMap<FileModel, EventFacts>();

/** `app/*` matches every name that starts with `app/`. */
export function matchesEvent(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

export function createEventIndex(models: Iterable<FileModel>): EventIndex {
  const byName = new Map<string, Gathered>();
  const at = (name: string): Gathered => {
    const gathered = byName.get(name) ?? { declarations: [], senders: [], listeners: [] };
    byName.set(name, gathered);
    return gathered;
  };
  for (const model of models) {
    const facts = factsOf(model);
    for (const declaration of facts.declarations) at(declaration.name).declarations.push(declaration);
    for (const { name, fact } of facts.senders) at(name).senders.push(fact);
    for (const { name, fact } of facts.listeners) at(name).listeners.push(fact);
  }
  const patterns = [...byName].filter(([name]) => name.endsWith("*"));
  const built = new Map<string, EventModel>();
  return {
    event(name) {
      const ready = built.get(name);
      if (ready) return ready;
      const own = byName.get(name);
      if (!own) return undefined;
      const model = name.endsWith("*") ? patternModel(name, own, byName) : nameModel(name, own, patterns);
      built.set(name, model);
      return model;
    },
    names: () => [...byName.keys()].filter((name) => !name.endsWith("*")).sort(),
  };
}

function nameModel(name: string, own: Gathered, patterns: readonly (readonly [string, Gathered])[]): EventModel {
  const matching = patterns.filter(([pattern]) => matchesEvent(pattern, name)).flatMap(([, gathered]) => gathered.listeners);
  return { name, declarations: own.declarations, senders: distinct(own.senders, (sender) => sender), listeners: distinct([...own.listeners, ...matching], (listener) => listener.location) };
}

/** Whoever sends a name that the pattern matches sends to its listeners. */
function patternModel(pattern: string, own: Gathered, byName: ReadonlyMap<string, Gathered>): EventModel {
  const senders = [...byName].filter(([name]) => matchesEvent(pattern, name)).flatMap(([, gathered]) => gathered.senders)
    .sort((a, b) => (a.path === b.path ? a.span.start - b.span.start : a.path < b.path ? -1 : 1));
  return { name: pattern, declarations: own.declarations, senders: distinct(senders, (sender) => sender), listeners: distinct(own.listeners, (listener) => listener.location) };
}

function distinct<T>(items: readonly T[], place: (item: T) => Location): T[] {
  return [...new Map(items.map((item) => [`${place(item).path}:${String(place(item).span.start)}`, item])).values()];
}

function factsOf(model: FileModel): EventFacts {
  const ready = known.get(model);
  if (ready) return ready;
  const facts = { declarations: model.declarations, senders: findSenders(model), listeners: findListeners(model) };
  known.set(model, facts);
  return facts;
}

function findSenders(model: FileModel): Named<Location>[] {
  return model.sends.flatMap((send) => {
    const names = [...send.payload.events.map((event) => event.name), send.event];
    return names.flatMap((reference) => named(reference, (event) => ({ path: send.path, span: event.span })));
  });
}

function findListeners(model: FileModel): Named<Listener>[] {
  const found: Named<Listener>[] = [];
  const waiting = new Map<string, string | undefined>();
  for (const fn of model.functions) {
    const functionId = fn.id.kind === "known" ? fn.id.value : undefined;
    const listen = (reference: EventReference, kind: Listener["kind"], path: string): Named<Listener>[] =>
      named(reference, ({ span }) => ({ location: { path, span }, functionId, kind }));
    for (const trigger of fn.triggers) if (trigger.kind === "event") found.push(...listen(trigger.event, "trigger", fn.path));
    for (const event of fn.cancelOn ?? []) found.push(...listen(event, "cancelOn", fn.path));
    for (const { call } of [...fn.steps, ...fn.failureSteps ?? []]) {
      if (!call.waitsFor) continue;
      found.push(...listen(call.waitsFor, "wait", call.path));
      waiting.set(`${call.path}:${String(call.span.start)}`, functionId);
    }
  }
  for (const call of model.steps) {
    if (!call.waitsFor || waiting.has(`${call.path}:${String(call.span.start)}`)) continue;
    found.push(...named(call.waitsFor, ({ span }): Listener => ({ location: { path: call.path, span }, functionId: undefined, kind: "wait" })));
  }
  return found;
}

function named<T>(reference: EventReference | undefined, fact: (reference: EventReference) => T): Named<T>[] {
  return reference?.name.kind === "known" ? [{ name: reference.name.value, fact: fact(reference) }] : [];
}
