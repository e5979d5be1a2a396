import type { Rule } from "./rule.ts";
import { findInHandlers } from "./support/in-handlers.ts";

/** A step's failure that nobody hears of: the run counts as completed. */
export const noSwallowedStepError: Rule = {
  id: "no-swallowed-step-error",
  group: "steps",
  severity: "warning",
  fixable: true,
  summary: "A failed step is dealt with: an empty `catch` lets the run complete as if nothing had happened.",
  *check(file, { snapshot }) {
    for (const { location, step, edit } of findInHandlers(file, snapshot, (fn) => fn.swallowed)) {
      const rethrows = edit.newText !== "";
      yield {
        rule: noSwallowedStepError.id,
        span: location.span,
        message: "the step's failure is lost here, and the run goes on as if it had succeeded",
        related: [{ location: step, message: "the step" }],
        fixes: [{ title: rethrows ? "Throw the error again" : "Let the error through", preferred: false, edits: [{ path: file.path, ...edit }] }],
      };
    }
  },
};
