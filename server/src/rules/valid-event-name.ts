import { matchesEvent } from "../../../shared/analysis/event-model.ts";
import type { EventReference, FileModel, Snapshot, Span, StaticString } from "../../../shared/analysis/model.ts";
import { suggest } from "../../../shared/analysis/suggest.ts";
import { limits } from "../../../shared/inngest/limits.ts";
import { named } from "../../../shared/text/named.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { quoted } from "./support/edits.ts";
import { findSentEvents } from "./support/sent-events.ts";

/** A pattern may stand for any number of events. */
const mostMeant = 3;

/** Longer names are taken by the event API and by no plan's documentation. */
const MAX_LENGTH = limits.cloud.eventNameLength;

/** Names that can be sent: not those of Inngest's own events, and not the patterns that triggers may use. */
export const validEventName: Rule = {
  id: "valid-event-name",
  group: "events",
  severity: "error",
  fixable: true,
  summary: "An event's name is not one of Inngest's own, no wildcard, and at most 256 characters long.",
  *check(file, { snapshot }) {
    const sent = findSentEvents(file).map(({ event }) => event.name).filter((name) => name !== undefined);
    for (const name of sent) yield* checkSent(file, snapshot, name);
    for (const name of [...sent, ...findListened(file)]) {
      if (name.name.kind === "known" && name.name.value.length > MAX_LENGTH) {
        yield { rule: validEventName.id, span: name.span, severity: "warning", message: `an event's name has at most ${String(MAX_LENGTH)} characters; this one has ${String(name.name.value.length)}` };
      }
    }
  },
};

function findListened(file: FileModel): EventReference[] {
  const triggers = file.functions.flatMap((fn) => [...fn.triggers.flatMap((trigger) => (trigger.kind === "event" ? [trigger.event] : [])), ...(fn.cancelOn ?? [])]);
  return [...triggers, ...file.steps.flatMap(({ waitsFor }) => (waitsFor ? [waitsFor] : []))];
}

function* checkSent(file: FileModel, snapshot: Snapshot, { name, span }: EventReference): Iterable<Finding> {
  const message = wrongWith(name);
  // Only then are the names of the workspace looked through.
  if (message !== undefined) yield { rule: validEventName.id, span, fixes: name.kind === "known" ? changeTo(file, span, findMeant(snapshot, name.value)) : [], message };
}

/** Inngest compares without regard to case. */
function wrongWith(name: StaticString): string | undefined {
  if (startOf(name).toLowerCase().startsWith("inngest/")) return "names that start with `inngest/` are Inngest's own and cannot be sent; choose another prefix";
  return name.kind === "known" && /(?:^|[/.])\*$/.test(name.value) ? `\`${name.value}\` is a pattern for triggers; an event is sent under one name` : undefined;
}

/** Events of the workspace that may be meant: those that the pattern stands for, or one of that name under no or another prefix. */
function findMeant(snapshot: Snapshot, name: string): readonly string[] {
  const names = snapshot.eventNames().filter((known) => !known.toLowerCase().startsWith("inngest/"));
  if (name.includes("*")) return names.filter((known) => matchesEvent(name, known)).slice(0, mostMeant);
  const own = name.slice(name.indexOf("/") + 1);
  const meant = names.find((known) => known === own || known.endsWith(`/${own}`)) ?? suggest(own, names);
  return meant === undefined ? [] : [meant];
}

function changeTo(file: FileModel, span: Span, names: readonly string[]): Fix[] {
  if (!/["'`]/.test(file.text.charAt(span.start))) return [];
  return names.map((name) => ({ title: `Change to ${named(name)}`, preferred: false, edits: [{ path: file.path, span, newText: quoted(file, span, name) }] }));
}

function startOf(name: StaticString): string {
  if (name.kind === "known") return name.value;
  return name.kind === "partial" ? name.parts[0] ?? "" : "";
}
