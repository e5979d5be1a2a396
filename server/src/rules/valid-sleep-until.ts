import { parseUserDuration } from "../../../shared/inngest/duration.ts";
import type { FileModel, StepCall, ValueLiteral } from "../../../shared/analysis/model.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { findStepCalls } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** What `step.sleepUntil` is given is a date: a text that JavaScript reads as none, or a number, makes the step throw. */
export const validSleepUntil: Rule = {
  id: "valid-sleep-until",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "`step.sleepUntil` takes a `Date` or the text of one; a length of time or a number makes it throw.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      const problem = call.until && describe(file, call, call.until);
      if (problem) yield { rule: validSleepUntil.id, ...problem };
    }
  },
};

function describe(file: FileModel, call: StepCall, { kind, span, ...literal }: ValueLiteral): Omit<Finding, "rule"> | undefined {
  if (kind === "number") {
    const { start, end } = span;
    const inline = call.argumentSpans[1]?.start === start;
    const fix: Fix = { title: "Convert to a 'Date'", preferred: true, edits: [{ path: file.path, span, newText: `new Date(${file.text.slice(start, end)})` }] };
    return { span, message: "a number is not a date for `sleepUntil`, so the step throws", ...(inline ? { fixes: [fix] } : {}) };
  }
  const text = "value" in literal ? literal.value : undefined;
  if (typeof text !== "string" || !Number.isNaN(Date.parse(text))) return undefined;
  if (parseUserDuration(text) === undefined) return { span, message: `\`${text}\` is not a date, so the step throws; write it as \`2030-01-31T12:00:00Z\`` };
  const fix = sleepInstead(file, call, text);
  return { span, message: `\`${text}\` is a length of time and not a date, so the step throws`, ...(fix ? { fixes: [fix] } : {}) };
}

function sleepInstead(file: FileModel, { calleeSpan: { end } }: StepCall, text: string): Fix | undefined {
  const name = { start: end - "sleepUntil".length, end };
  // Taken apart, `sleep` may not be there.
  if (file.text.slice(name.start - 1, name.end) !== ".sleepUntil") return undefined;
  return { title: `Sleep for ${named(text)}`, preferred: true, edits: [{ path: file.path, span: name, newText: "sleep" }] };
}
