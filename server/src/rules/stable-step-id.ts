import { findStepCalls } from "./support/steps.ts";
import type { Rule } from "./rule.ts";

/** A step id that is new at each replay: its result is never found again, so the step runs again and again. */
export const stableStepId: Rule = {
  id: "stable-step-id",
  group: "steps",
  severity: "error",
  fixable: false,
  summary: "A step's id is the same each time the function is re-executed, so that its result is found again.",
  *check(file, { snapshot }) {
    for (const { id } of findStepCalls(file, snapshot)) {
      if (id.kind === "missing" || !id.unstable) continue;
      // A part that is computed in a variable is told where the id is.
      const inPlace = id.span.start <= id.unstable.start && id.unstable.end <= id.span.end;
      yield {
        rule: stableStepId.id,
        span: inPlace ? id.unstable : id.span,
        message: `\`${file.text.slice(id.unstable.start, id.unstable.end)}\` gives the step another id each time the function is re-executed, so its result is never found and it runs again and again`,
        ...(inPlace ? {} : { related: [{ location: { path: file.path, span: id.unstable }, message: "computed here" }] }),
      };
    }
  },
};
