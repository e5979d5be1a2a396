import type { EventReference, FileModel, StaticString } from "../../../shared/analysis/model.ts";
import { limits } from "../../../shared/inngest/limits.ts";
import type { Finding, Rule } from "./rule.ts";
import { findSentEvents } from "./support/sent-events.ts";

/** Longer names are taken by the event API and by no plan's documentation. */
const MAX_LENGTH = limits.cloud.eventNameLength;

/** Names that can be sent: not those of Inngest's own events, and not the patterns that triggers may use. */
export const validEventName: Rule = {
  id: "valid-event-name",
  group: "events",
  severity: "error",
  fixable: false,
  summary: "An event's name is not one of Inngest's own, no wildcard, and at most 256 characters long.",
  *check(file) {
    const sent = findSentEvents(file).map(({ event }) => event.name).filter((name) => name !== undefined);
    for (const name of sent) yield* checkSent(name);
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

function* checkSent({ name, span }: EventReference): Iterable<Finding> {
  const base = { rule: validEventName.id, span };
  // Inngest compares without regard to case.
  if (startOf(name).toLowerCase().startsWith("inngest/")) yield { ...base, message: "names that start with `inngest/` are Inngest's own and cannot be sent; choose another prefix" };
  else if (name.kind === "known" && /(?:^|[/.])\*$/.test(name.value)) yield { ...base, message: `\`${name.value}\` is a pattern for triggers; an event is sent under one name` };
}

function startOf(name: StaticString): string {
  if (name.kind === "known") return name.value;
  return name.kind === "partial" ? name.parts[0] ?? "" : "";
}
