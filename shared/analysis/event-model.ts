/**
 * Who declares, sends and listens to each event of the workspace, built from the files' models.
 * What one file contributes is kept with its model, so after an edit only that file is looked at again.
 * An answer is the same value until something in it changes.
 */
import type { EventDeclaration, EventModel, EventReference, FileModel, Location, PayloadLiteral, Sender } from "./model.ts";

type Listener = EventModel["listeners"][number];

export interface EventIndex {
  /** undefined for a name that nothing in the workspace mentions; wildcard triggers alone do not mention a name. */
  event(name: string): EventModel | undefined;
  /** Names that are mentioned, sorted, wildcard patterns left out. */
  names(): readonly string[];
  /** Whether any event is sent under a known name. */
  isAnySent(): boolean;
  /** Whether there are mentions whose name cannot be told: then nobody can say that an event has no sender, or no listener. */
  unclear(): Unclear;
}

export interface Unclear {
  readonly senders: boolean;
  readonly listeners: boolean;
}

/** What one file says about events, each fact with the name it is about. */
interface EventFacts {
  readonly declarations: readonly EventDeclaration[];
  readonly senders: readonly Named<Sender>[];
  readonly listeners: readonly Named<Listener>[];
}

interface Named<T> {
  readonly name: string;
  readonly fact: T;
}

/** What the files say about one name. */
interface Gathered {
  readonly declarations: readonly EventDeclaration[];
  readonly senders: readonly Sender[];
  readonly listeners: readonly Listener[];
}

const known = new WeakMap<FileModel, EventFacts>();

/** `app/*` matches every name that starts with `app/`. */
export function matchesEvent(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

export function createEventIndex(models: Iterable<FileModel>): EventIndex {
  const index = new ChangingEventIndex();
  for (const model of models) index.replace(model.path, model);
  return index;
}

/** An index that follows the models of a workspace: after an edit only what the edited files say is gathered again. */
export class ChangingEventIndex implements EventIndex {
  /** For each name the files that mention it; those of `#patterns` end in a star. */
  readonly #files = new Map<string, Set<string>>();
  readonly #patterns = new Set<string>();
  readonly #facts = new Map<string, { readonly model: FileModel; readonly byName: ReadonlyMap<string, Gathered> }>();
  readonly #sending = new Set<string>();
  readonly #unclearSenders = new Set<string>();
  readonly #unclearListeners = new Set<string>();
  #unclear: Unclear | undefined;
  #names: readonly string[] | undefined;
  readonly #built = new Map<string, EventModel>();

  event(name: string): EventModel | undefined {
    const ready = this.#built.get(name);
    if (ready) return ready;
    if (!this.#files.has(name)) return undefined;
    const model = name.endsWith("*") ? this.#patternModel(name) : this.#nameModel(name);
    this.#built.set(name, model);
    return model;
  }

  names(): readonly string[] {
    return this.#names ??= [...this.#files.keys()].filter((name) => !name.endsWith("*")).sort();
  }

  isAnySent(): boolean {
    return this.#sending.size > 0;
  }

  unclear(): Unclear {
    return this.#unclear ??= { senders: this.#unclearSenders.size > 0, listeners: this.#unclearListeners.size > 0 };
  }

  /** @param model What the file says now; undefined where it says nothing any more. */
  replace(path: string, model: FileModel | undefined): void {
    if (this.#facts.get(path)?.model === model) return;
    this.#noteUnclear(path, model);
    for (const name of this.#facts.get(path)?.byName.keys() ?? []) {
      this.#outdate(name);
      const files = this.#files.get(name);
      files?.delete(path);
      if (files?.size !== 0) continue;
      this.#files.delete(name);
      this.#patterns.delete(name);
      this.#names = undefined;
    }
    this.#sending.delete(path);
    if (!model) {
      this.#facts.delete(path);
      return;
    }
    const facts = factsOf(model);
    if (facts.senders.some(({ name }) => !name.endsWith("*"))) this.#sending.add(path);
    const byName = groupByName(facts);
    this.#facts.set(path, { model, byName });
    for (const name of byName.keys()) {
      this.#outdate(name);
      const files = this.#files.get(name);
      if (files) {
        files.add(path);
        continue;
      }
      this.#files.set(name, new Set([path]));
      if (name.endsWith("*")) this.#patterns.add(name);
      this.#names = undefined;
    }
  }

  #noteUnclear(path: string, model: FileModel | undefined): void {
    const note = (paths: Set<string>, isUnclear: boolean): void => {
      if (isUnclear === paths.has(path)) return;
      if (isUnclear) paths.add(path);
      else paths.delete(path);
      this.#unclear = undefined;
    };
    note(this.#unclearSenders, model !== undefined && hasUnclearSenders(model));
    note(this.#unclearListeners, model !== undefined && hasUnclearListeners(model));
  }

  /** What is said of a name has changed, and with it what is said of the patterns that match it, or of the names that it matches. */
  #outdate(name: string): void {
    if (name.endsWith("*")) this.#built.clear();
    this.#built.delete(name);
    for (const pattern of this.#patterns) if (matchesEvent(pattern, name)) this.#built.delete(pattern);
  }

  /** What is said of a name, in the order of paths. */
  #gather(name: string): Gathered[] {
    return [...this.#files.get(name) ?? []].sort().map((path) => this.#facts.get(path)?.byName.get(name)).filter((gathered) => gathered !== undefined);
  }

  #nameModel(name: string): EventModel {
    const own = this.#gather(name);
    const patterns = [...this.#patterns].filter((pattern) => matchesEvent(pattern, name)).sort();
    const matched = patterns.map((pattern) => this.#gather(pattern));
    const listeners = [...own, ...matched.flat()].flatMap((gathered) => gathered.listeners);
    // Of patterns that are declared the longest says most about the name.
    const declaring = own.some(({ declarations }) => declarations.length > 0) ? own : matched.find((all) => all.some(({ declarations }) => declarations.length > 0)) ?? own;
    return toModel(name, declaring, own.flatMap(({ senders }) => senders), listeners);
  }

  /** Whoever sends a name that the pattern matches sends to its listeners. */
  #patternModel(pattern: string): EventModel {
    const own = this.#gather(pattern);
    const senders = [...this.#files.keys()].filter((name) => matchesEvent(pattern, name)).flatMap((name) => this.#gather(name)).flatMap((gathered) => gathered.senders)
      .sort((a, b) => (a.path === b.path ? a.span.start - b.span.start : a.path < b.path ? -1 : 1));
    return toModel(pattern, own, senders, own.flatMap(({ listeners }) => listeners));
  }
}

function toModel(name: string, own: readonly Gathered[], senders: readonly Sender[], listeners: readonly Listener[]): EventModel {
  return { name, declarations: own.flatMap(({ declarations }) => declarations), senders: distinct(senders, (sender) => sender), listeners: distinct(listeners, (listener) => listener.location) };
}

function groupByName({ declarations, senders, listeners }: EventFacts): Map<string, Gathered> {
  const byName = new Map<string, { declarations: EventDeclaration[]; senders: Sender[]; listeners: Listener[] }>();
  const at = (name: string): { declarations: EventDeclaration[]; senders: Sender[]; listeners: Listener[] } => {
    const gathered = byName.get(name) ?? { declarations: [], senders: [], listeners: [] };
    byName.set(name, gathered);
    return gathered;
  };
  for (const declaration of declarations) at(declaration.name).declarations.push(declaration);
  for (const { name, fact } of senders) at(name).senders.push(fact);
  for (const { name, fact } of listeners) at(name).listeners.push(fact);
  return byName;
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

function findSenders(model: FileModel): Named<Sender>[] {
  return model.sends.flatMap((send) => {
    const written = send.payload.events.flatMap((event) => namesOf(event).flatMap((name) => named(name, ({ span }): Sender => ({ path: send.path, span, ...dataKeys(event) }))));
    return [...written, ...named(send.event, ({ span }): Sender => ({ path: send.path, span }))];
  });
}

function dataKeys({ open, properties }: PayloadLiteral): Pick<Sender, "keys"> {
  const data = properties.findLast(({ key }) => key === "data")?.value;
  if (open || (data && (data.kind !== "object" || data.open))) return {};
  return { keys: data ? data.properties.map(({ key }) => key) : [] };
}

/** The names under which an event is sent: one, or one of several. */
export function namesOf({ name, either }: PayloadLiteral): readonly EventReference[] {
  return either ?? (name ? [name] : []);
}

function hasUnclearSenders(model: FileModel): boolean {
  return model.sends.some(({ payload: { kind, events, unclear } }) => kind === "unknown" || unclear || events.some((event) => namesOf(event).some(({ name }) => name.kind !== "known")));
}

function hasUnclearListeners(model: FileModel): boolean {
  const isUnclear = (event: EventReference | undefined): boolean => event !== undefined && event.name.kind !== "known";
  return model.steps.some(({ tool, waitsFor }) => tool === "waitForEvent" && (waitsFor === undefined || isUnclear(waitsFor)))
    || model.functions.some(({ triggers, cancelOn = [], options }) => cancelOn.some(isUnclear)
      || triggers.some((trigger) => trigger.kind === "unknown" || (trigger.kind === "event" && isUnclear(trigger.event)))
      || (triggers.length === 0 && (options?.kind !== "object" || options.open)));
}

function findListeners(model: FileModel): Named<Listener>[] {
  const found: Named<Listener>[] = [];
  const waiting = new Map<string, string | undefined>();
  for (const fn of model.functions) {
    const functionId = fn.id.kind === "known" ? fn.id.value : undefined;
    const listen = (reference: EventReference, kind: Listener["kind"], path: string): Named<Listener>[] =>
      named(reference, ({ span }) => ({ location: { path, span }, functionId, kind, ...(kind === "trigger" && fn.dataReads ? { reads: fn.dataReads } : {}) }));
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
