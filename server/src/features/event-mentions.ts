/** Every place that names an event: declarations, sends, triggers, waits, cancellations, and expressions that compare names. */
import type { EventReference, ExpressionModel, FileModel, Location, Snapshot, Span } from "../../../shared/analysis/model.ts";
import { matchesEvent, namesOf } from "../../../shared/analysis/event-model.ts";
import { isWritten, toSourceSpan } from "../../../shared/analysis/text-places.ts";
import { contains } from "./places.ts";
import { filesOf } from "./snapshot-files.ts";

export type MentionRole = "declaration" | "send" | "trigger" | "wait" | "cancelOn" | "expression";

export interface EventMention {
  readonly name: string;
  readonly role: MentionRole;
  /** A literal with its quotes, a key, or what names a constant or an `eventType`; in an expression the name alone. */
  readonly location: Location;
  /** What the mention leads to, when the name is written elsewhere: its literal, or the `eventType` call. */
  readonly declaredAt?: Location;
}

const known = new WeakMap<FileModel, readonly EventMention[]>();

/** Mentions in one file, in source order. */
export function eventMentionsIn(file: FileModel): readonly EventMention[] {
  const ready = known.get(file);
  if (ready) return ready;
  const found = new Map<string, EventMention>();
  for (const mention of readMentions(file)) {
    const { start, end } = mention.location.span;
    if (mention.location.path === file.path && standsThere(file.text.slice(start, end), mention)) found.set(`${String(start)}:${mention.name}`, mention);
  }
  const mentions = [...found.values()].sort((a, b) => a.location.span.start - b.location.span.start);
  known.set(file, mentions);
  return mentions;
}

export function eventMentionAt(file: FileModel, offset: number): EventMention | undefined {
  return eventMentionsIn(file).find(({ location }) => contains(location.span, offset));
}

/** Mentions in the whole workspace: of the name itself, and of patterns on one side that match the other. */
export function findEventMentions(snapshot: Snapshot, name: string): EventMention[] {
  return filesOf(snapshot).flatMap(eventMentionsIn).filter((mention) => matchesEvent(mention.name, name) || matchesEvent(name, mention.name));
}

function* readMentions(file: FileModel): Generator<EventMention> {
  for (const { name, location, declaredAt } of file.declarations) yield { name, role: "declaration", location, ...(declaredAt ? { declaredAt } : {}) };
  for (const { path, payload, event } of file.sends) {
    yield* toMentions(event, "send", path);
    for (const name of payload.events.flatMap(namesOf)) yield* toMentions(name, "send", path);
  }
  for (const { path, waitsFor, expressions } of file.steps) {
    yield* toMentions(waitsFor, "wait", path);
    yield* comparedNames(expressions);
  }
  for (const { path, triggers, cancelOn = [], expressions } of file.functions) {
    for (const trigger of triggers) if (trigger.kind === "event") yield* toMentions(trigger.event, "trigger", path);
    for (const event of cancelOn) yield* toMentions(event, "cancelOn", path);
    yield* comparedNames(expressions);
  }
}

function* toMentions(reference: EventReference | undefined, role: MentionRole, path: string): Generator<EventMention> {
  if (reference?.name.kind !== "known") return;
  const { name: { value: name }, span, declaredAt } = reference;
  yield { name, role, location: { path, span }, ...(declaredAt ? { declaredAt } : {}) };
}

const quoted = /"([^"\\]+)"|'([^'\\]+)'/g;

/** `event.name == 'app/user.signup'`: any text beside `event.name` is a name. */
function* comparedNames(expressions: readonly ExpressionModel[] = []): Generator<EventMention> {
  for (const expression of expressions) {
    const { kind, path, text } = expression;
    if (kind === "match" || !/\b(?:event|async)\.name\b/.test(text)) continue;
    for (const { 0: whole, index } of text.matchAll(quoted)) {
      const before = /(?:\b(?:event|async)\.name\s*[=!]=\s*|\b(?:event|async)\.name\s+in\s+\[[^\]]*)$/.test(text.slice(0, index));
      const after = /^\s*[=!]=\s*(?:event|async)\.name\b/.test(text.slice(index + whole.length));
      const [start, end] = [index + 1, index + whole.length - 1];
      if (!(before || after) || !isWritten(expression, start, end)) continue;
      yield { name: text.slice(start, end), role: "expression", location: { path, span: toSourceSpan(expression, start, end) } };
    }
  }
}

/** False for a span that belongs to another file: options written elsewhere have their places there. */
function standsThere(written: string, { name, role }: EventMention): boolean {
  if (role === "expression") return written === name;
  if (role === "declaration") return true;
  return /^["'`]/.test(written) ? written.slice(1, -1) === name || /[\\$]/.test(written) : /^[\p{ID_Start}$_(]/u.test(written);
}

/**
 * The name without what quotes it, where it is written out in `text` at `span`; undefined where it comes from something else.
 * @param isKey Whether a bare word there is a key, and not a variable that happens to have the name.
 */
export function findWrittenName(text: string, { start, end }: Span, name: string, isKey: boolean): Span | undefined {
  const written = text.slice(start, end);
  const match = /^(\[?\s*["'`])([\s\S]*)(["'`]\s*\]?)$/.exec(written);
  if (match?.[2] === name) return { start: start + (match[1] ?? "").length, end: end - (match[3] ?? "").length };
  return isKey && written === name && /^\s*\??\s*:/.test(text.slice(end)) ? { start, end } : undefined;
}
