import type { FileModel, StepCall } from "../../../shared/analysis/model.ts";
import type { RelativeSleep } from "../../../shared/analysis/step-facts.ts";
import type { Fix, Rule } from "./rule.ts";
import { findStepCalls } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** A length of time spelled as a date that is computed anew at each replay. */
export const stableSleepUntil: Rule = {
  id: "stable-sleep-until",
  group: "steps",
  severity: "warning",
  fixable: true,
  summary: "A sleep for a length of time is `step.sleep`; `sleepUntil` with a date made of the present differs each time the function is re-executed.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      if (!call.sleepsFor || call.insideStep) continue;
      const fix = createFix(file, call, call.sleepsFor);
      yield {
        rule: stableSleepUntil.id,
        span: call.sleepsFor.span,
        message: `this date is computed anew each time the function is re-executed; \`${call.receiver === "" ? "" : `${call.receiver}.`}sleep\` takes the length of time itself`,
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

function createFix(file: FileModel, call: StepCall, { span, inline, duration }: RelativeSleep): Fix | undefined {
  const name = { start: call.calleeSpan.end - "sleepUntil".length, end: call.calleeSpan.end };
  if (!inline || call.receiver === "" || file.text.slice(name.start, name.end) !== "sleepUntil") return undefined;
  return {
    title: `Sleep for ${named(duration)}`,
    preferred: true,
    edits: [{ path: file.path, span: name, newText: "sleep" }, { path: file.path, span, newText: duration }],
  };
}
