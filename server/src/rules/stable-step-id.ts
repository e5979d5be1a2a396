import type { FileModel, Snapshot, Span, StepCall } from "../../../shared/analysis/model.ts";
import { named } from "../../../shared/text/named.ts";
import { findStepCalls, idsAround, nextFreeId, quoteLike } from "./support/steps.ts";
import type { Fix, Rule } from "./rule.ts";

/** A step id that is new at each replay: its result is never found again, so the step runs again and again. */
export const stableStepId: Rule = {
  id: "stable-step-id",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "A step's id is the same each time the function is re-executed, so that its result is found again.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      const { id } = call;
      if (id.kind === "missing" || !id.unstable) continue;
      // A part that is computed in a variable is told where the id is.
      const inPlace = id.span.start <= id.unstable.start && id.unstable.end <= id.span.end;
      const fix = inPlace ? createFix(file, snapshot, call, id.unstable) : undefined;
      yield {
        rule: stableStepId.id,
        span: inPlace ? id.unstable : id.span,
        message: `\`${file.text.slice(id.unstable.start, id.unstable.end)}\` gives the step another id each time the function is re-executed, so it runs again and again; use one that stays the same`,
        ...(inPlace ? {} : { related: [{ location: { path: file.path, span: id.unstable }, message: "computed here" }] }),
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

/** The id without what is new each time. In a loop the SDK counts the repeats of an id by itself. */
function createFix(file: FileModel, snapshot: Snapshot, call: StepCall, unstable: Span): Fix | undefined {
  const { span } = call.id;
  const before = file.text.slice(span.start, unstable.start);
  const after = file.text.slice(unstable.end, span.end);
  // One placeholder, in a template without others: `charge-${Date.now()}-late`; or a text and what is added to it.
  const [, head = "", tail = ""] = /^`([^`$]*)\$\{[^`{}]*\0[^`{}]*\}([^`$]*)`$/.exec(`${before}\0${after}`) ?? /^["']([^"'+]*)["']\s*\+\s*\0()$/.exec(`${before}\0${after}`) ?? [];
  const kept = [head, tail].map((part) => part.replace(/^[-_:./\s]+|[-_:./\s]+$/g, "")).filter((part) => part !== "").join("-");
  if (kept === "" || /[\\\n]/.test(kept)) return undefined;
  const id = nextFreeId(kept, idsAround(call, file, snapshot));
  return { title: `Use the id ${named(id)}`, preferred: true, edits: [{ path: file.path, span, newText: quoteLike(file, span, id) }] };
}
