/** Another name for an event: in what declares, sends, awaits and compares it. */
import type { Location, Snapshot, Span } from "../../../shared/analysis/model.ts";
import { limits } from "../../../shared/inngest/limits.ts";
import { LineMap } from "../line-map.ts";
import { keyText } from "../rules/support/edits.ts";
import { findEventMentions, findWrittenName } from "./event-mentions.ts";
import type { EventMention } from "./event-mentions.ts";
import { contains } from "./places.ts";
import type { RenameEdit, RenameNote, Renaming, TextOf } from "./rename.ts";
import { filesOf } from "./snapshot-files.ts";

const maxLength = limits.cloud.eventNameLength;

/** What reads like the name and may or may not be it: a comparison in code, a test, an object of names. */
const alike: RenameNote = { label: "Other texts that read the same", description: "Not known to be this event: say which of them are", asks: true };

export function renameEvent(snapshot: Snapshot, name: string, newName: string, textOf: TextOf): Renaming {
  const problem = isInngests(name) ? `\`${name}\` is Inngest's own event, which has no other name` : findProblem(newName);
  if (problem !== undefined) return { kind: "refused", problem };
  const mentions = findEventMentions(snapshot, name).filter((mention) => mention.name === name);
  const written = new Map<string, { readonly location: Location; readonly isKey: boolean }>();
  for (const mention of mentions) {
    const place = findPlace(mention, mentions, textOf);
    if (place === "elsewhere") continue;
    if (!place) return { kind: "refused", problem: `\`${name}\` cannot be renamed: at ${describe(mention.location, textOf)} it is put together from parts` };
    written.set(keyOf(place.location), place);
  }
  const warning = snapshot.event(newName) && `\`${newName}\` was an event already: the two are one now, with the senders and listeners of both.`;
  const edits = [...written.values()].map(({ location: { path, span }, isKey }): RenameEdit => ({ path, span, newText: isKey ? keyText(newName) : newName }));
  return { kind: "edits", edits: [...edits, ...findAlike(snapshot, name, newName, new Set(written.keys()))], ...(warning === undefined ? {} : { warning }) };
}

function findProblem(newName: string): string | undefined {
  if (isInngests(newName)) return "names that start with `inngest/` are Inngest's own and cannot be sent";
  if (newName.includes("*")) return "a name with `*` is a pattern for triggers; an event is sent under one name";
  return newName.length > maxLength ? `an event's name has at most ${String(maxLength)} characters` : undefined;
}

function isInngests(name: string): boolean {
  return name.toLowerCase().startsWith("inngest/");
}

/** `elsewhere` for a mention that follows another one's text, as `event: userSignup` does. */
function findPlace(mention: EventMention, all: readonly EventMention[], textOf: TextOf): { readonly location: Location; readonly isKey: boolean } | "elsewhere" | undefined {
  const { name, role, location, declaredAt } = mention;
  if (role === "expression") return { location, isKey: false };
  const isKey = role === "declaration" && !declaredAt;
  const target = declaredAt ?? location;
  const span = findWrittenName(textOf(target.path) ?? "", target.span, name, isKey);
  if (span) return { location: { path: target.path, span }, isKey: isKey && span.start === target.span.start };
  const isDeclared = declaredAt && all.some((other) => other !== mention && other.role === "declaration" && other.location.path === declaredAt.path && contains(declaredAt.span, other.location.span.start));
  return isDeclared ? "elsewhere" : undefined;
}

function findAlike(snapshot: Snapshot, name: string, newName: string, known: ReadonlySet<string>): RenameEdit[] {
  return filesOf(snapshot).flatMap(({ path, text }) => findQuoted(text, name)
    .filter((span) => !known.has(keyOf({ path, span })))
    .map((span) => ({ path, span, newText: newName, note: alike })));
}

/** The name between quotes, wherever code has it; a comment that is out of date breaks nothing. */
function findQuoted(text: string, name: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const before = text[at - 1] ?? "";
    if (/["'`]/.test(before) && text[at + name.length] === before && !/^\s*\*|\/\*|(?:^|\s)\/\//.test(text.slice(text.lastIndexOf("\n", at) + 1, at))) found.push({ start: at, end: at + name.length });
  }
  return found;
}

function keyOf({ path, span }: Location): string {
  return `${path}:${String(span.start)}`;
}

/** `orders.ts:12`. */
function describe({ path, span }: Location, textOf: TextOf): string {
  return `${path.slice(path.lastIndexOf("/") + 1)}:${String(new LineMap(textOf(path) ?? "").positionAt(span.start).line + 1)}`;
}
