import type { EventReference, FileModel, Snapshot } from "../../../shared/analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";
import { isTestFile } from "./support/apps.ts";
import { elsewhere, isExternal, oneSlipAway, renameFix } from "./support/known-events.ts";
import { findStepCalls } from "./support/steps.ts";

/** A trigger, a wait or a `cancelOn` for an event that nothing in the workspace sends. */
export const eventHasSender: Rule = {
  id: "event-has-sender",
  group: "events",
  severity: "hint",
  fixable: true,
  needsWhole: true,
  summary: "An event that is listened to is sent somewhere in the workspace, or is named in `inngest.externalEvents`.",
  *check(file, { snapshot, externalEvents }) {
    for (const reference of findListened(file, snapshot)) {
      if (reference.name.kind !== "known") continue;
      const name = reference.name.value;
      if (name === "" || name.startsWith("inngest/") || isExternal(name, externalEvents)) continue;
      const finding = checkName(file, snapshot, reference, name);
      if (finding) yield finding;
    }
  },
};

function findListened(file: FileModel, snapshot: Snapshot): EventReference[] {
  const all = [
    ...file.functions.flatMap(({ triggers, cancelOn = [] }) => [...triggers.flatMap((trigger) => (trigger.kind === "event" ? [trigger.event] : [])), ...cancelOn]),
    ...findStepCalls(file, snapshot).flatMap(({ waitsFor }) => (waitsFor ? [waitsFor] : [])),
  ];
  return [...new Map(all.map((reference) => [reference.span.start, reference])).values()];
}

function isSent(snapshot: Snapshot, name: string): boolean {
  return (snapshot.event(name)?.senders.length ?? 0) > 0;
}

function checkName(file: FileModel, snapshot: Snapshot, reference: EventReference, name: string): Finding | undefined {
  const event = snapshot.event(name);
  if (!event || event.senders.length > 0) return undefined;
  const meant = name.endsWith("*") || event.declarations.length > 0 ? undefined : oneSlipAway(name, snapshot.eventNames(), (candidate) => isSent(snapshot, candidate));
  const [sender] = meant === undefined ? [] : snapshot.event(meant)?.senders ?? [];
  // An event that is sent to nobody is told where it is sent.
  if (meant !== undefined && snapshot.event(meant)?.listeners.length === 0) return undefined;
  const base = { rule: eventHasSender.id, span: reference.span, externalEvent: name };
  if (meant !== undefined) {
    return {
      ...base, severity: "warning", message: `nothing sends \`${name}\`; did you mean \`${meant}\``, fixes: renameFix(file, reference, name, meant),
      ...(sender ? { related: [{ location: sender, message: `\`${meant}\` is sent here` }] } : {}),
    };
  }
  // A test listens to what it makes up; a workspace that sends nothing has its senders elsewhere.
  if (isTestFile(file.path)) return undefined;
  if (snapshot.unclear().senders || !snapshot.isAnySent()) return undefined;
  return { ...base, message: `nothing in this workspace sends \`${name}\`; ${elsewhere}` };
}
