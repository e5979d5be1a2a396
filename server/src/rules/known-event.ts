import { namesOf } from "../../../shared/analysis/event-model.ts";
import type { EventReference, FileModel, Snapshot } from "../../../shared/analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";
import { isTestFile } from "./support/apps.ts";
import { elsewhere, isExternal, oneSlipAway, renameFix } from "./support/known-events.ts";
import { findSentEvents } from "./support/sent-events.ts";

/** An event that nothing in the workspace listens to; a slip away from one that something does, surely by mistake. */
export const knownEvent: Rule = {
  id: "known-event",
  group: "events",
  severity: "info",
  fixable: true,
  needsWhole: true,
  summary: "A sent event is one that a function, a wait or a `cancelOn` of the workspace listens to, or is named in `inngest.externalEvents`.",
  *check(file, { snapshot, externalEvents }) {
    const told = new Set<number>();
    for (const reference of findSentEvents(file).flatMap(({ event }) => namesOf(event))) {
      if (reference.name.kind !== "known" || told.has(reference.span.start)) continue;
      const name = reference.name.value;
      told.add(reference.span.start);
      if (name === "" || name.endsWith("*") || /^inngest\//i.test(name) || isExternal(name, externalEvents)) continue;
      const finding = checkName(file, snapshot, reference, name);
      if (finding) yield finding;
    }
  },
};

function checkName(file: FileModel, snapshot: Snapshot, reference: EventReference, name: string): Finding | undefined {
  const event = snapshot.event(name);
  if (!event || event.listeners.length > 0) return undefined;
  const base = { rule: knownEvent.id, span: reference.span, externalEvent: name };
  const meant = event.declarations.length === 0 ? oneSlipAway(name, snapshot.eventNames(), (candidate) => (snapshot.event(candidate)?.listeners.length ?? 0) > 0) : undefined;
  if (meant !== undefined) {
    const [listener] = snapshot.event(meant)?.listeners ?? [];
    return {
      ...base, severity: "warning", message: `nothing listens to \`${name}\`; did you mean \`${meant}\``, fixes: renameFix(file, reference, name, meant),
      ...(listener ? { related: [{ location: listener.location, message: `\`${meant}\` is listened to here` }] } : {}),
    };
  }
  // A test sends what it makes up; a workspace that only sends has its listeners elsewhere.
  if (isTestFile(file.path)) return undefined;
  if (snapshot.unclear().listeners || snapshot.startingEvents().length === 0) return undefined;
  return { ...base, message: `nothing in this workspace listens to \`${name}\`; ${elsewhere}` };
}
