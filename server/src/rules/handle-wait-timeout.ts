import type { FileModel, StepCall } from "../../../shared/analysis/model.ts";
import type { UncheckedResult } from "../../../shared/analysis/step-facts.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { findStepCalls } from "./support/steps.ts";

/** The result of a wait read as if it were always there: it is null when the wait times out. */
export const handleWaitTimeout: Rule = {
  id: "handle-wait-timeout",
  group: "steps",
  severity: "warning",
  fixable: true,
  summary: "The result of a wait is checked before it is used: it is null when the wait times out.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) if (call.unchecked) yield toFinding(file, call, call.unchecked);
  },
};

function toFinding(file: FileModel, call: StepCall, { use, member, variable, guardAt, retyped, nullable }: UncheckedResult): Finding {
  const fix = variable === undefined || guardAt === undefined ? undefined : createGuard(file, variable, guardAt);
  return {
    rule: handleWaitTimeout.id,
    span: use,
    message: `${variable === undefined ? "the result" : `\`${variable}\``} is null when the wait times out, and reading \`${member}\` of it throws; check for null first`,
    ...(variable === undefined ? {} : { related: [{ location: { path: file.path, span: call.calleeSpan }, message: "the wait" }] }),
    ...(fix ? { fixes: [fix] } : {}),
    ...(nullable && !retyped && file.typeChecked ? { alsoByTypeScript: true } : {}),
  };
}

/** The last line of a statement is indented as its first. */
function createGuard(file: FileModel, variable: string, at: number): Fix {
  const indent = /^[ \t]*/.exec(file.text.slice(file.text.lastIndexOf("\n", at - 1) + 1))?.[0] ?? "";
  return { title: "Return when the wait times out", preferred: false, edits: [{ path: file.path, span: { start: at, end: at }, newText: `\n${indent}if (!${variable}) return;` }] };
}
