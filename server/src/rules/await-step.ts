import type { FileModel, StepCall } from "../../../shared/analysis/model.ts";
import type { Fix, Rule } from "./rule.ts";
import { findStepCalls } from "./support/steps.ts";

/** A step whose promise is dropped: the function may end before it, and then it never runs. */
export const awaitStep: Rule = {
  id: "await-step",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "A step's promise is awaited, returned or collected; the last one that is not never runs.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      // Awaiting a step inside another one would hang the run; that is another rule's finding.
      if (call.settlement !== "floating" || call.insideStep) continue;
      const fix = createFix(file, call);
      yield {
        rule: awaitStep.id,
        span: call.calleeSpan,
        message: `\`${file.text.slice(call.calleeSpan.start, call.calleeSpan.end)}\` is not awaited, so the function can end before the step runs`,
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

function createFix(file: FileModel, call: StepCall): Fix | undefined {
  if (call.awaitAt === undefined) return undefined;
  return { title: "Await the step", preferred: true, edits: [{ path: file.path, span: { start: call.awaitAt, end: call.awaitAt }, newText: "await " }] };
}
