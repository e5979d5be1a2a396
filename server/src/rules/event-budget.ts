import { limits } from "../../../shared/inngest/limits.ts";
import type { FileModel, PayloadLiteral, ValueLiteral } from "../../../shared/analysis/model.ts";
import type { Rule } from "./rule.ts";
import { findSentEvents } from "./support/sent-events.ts";
import { findStepCalls } from "./support/steps.ts";

/** What every plan takes; larger events need a larger plan. */
const PLAN_BYTES = limits.cloud.eventBytes;

/** Limits of a run and of an event that code is sure to exceed. */
export const eventBudget: Rule = {
  id: "event-budget",
  group: "events",
  severity: "warning",
  fixable: false,
  summary: "A run has at most 1,000 steps, and an event at most 256 KiB on every plan.",
  *check(file, { snapshot }) {
    for (const { tool, times = 1, calleeSpan } of findStepCalls(file, snapshot)) {
      if (times > limits.steps) yield { rule: eventBudget.id, span: calleeSpan, message: `\`step.${tool}\` runs ${count(times)} times here, and a run has at most ${count(limits.steps)} steps; fan out to other runs with \`step.sendEvent\`` };
    }
    for (const { event } of findSentEvents(file)) {
      const bytes = leastBytes(event, file);
      if (bytes > PLAN_BYTES) yield { rule: eventBudget.id, span: event.name?.span ?? event.span, message: `this event has at least ${count(Math.round(bytes / 1024))} KiB; not every plan accepts more than 256 KiB; store the data and send its id` };
    }
  },
};

function count(number: number): string {
  return number.toLocaleString("en");
}

function leastBytes(event: PayloadLiteral, file: FileModel): number {
  // Nothing that is written in less text than the limit is longer than it.
  if (file.text.length < PLAN_BYTES) return 0;
  return event.properties.reduce((sum, { key, value }) => sum + key.length + 4 + sizeOf(value), 2);
}

/** Size in JSON, at least; what is not known counts for nothing. */
function sizeOf(value: ValueLiteral): number {
  switch (value.kind) {
    case "string": return value.value === undefined ? 2 : Buffer.byteLength(JSON.stringify(value.value));
    case "object": return value.properties.reduce((sum, property) => sum + property.key.length + 4 + sizeOf(property.value), 1);
    case "array": return value.elements.reduce((sum, element) => sum + 1 + sizeOf(element), 1);
    case "number": return value.value === undefined ? 1 : String(value.value).length;
    default: return 0;
  }
}
