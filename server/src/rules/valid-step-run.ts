import type { FileModel, Span, StepCall } from "../../../shared/analysis/model.ts";
import { named } from "../../../shared/text/named.ts";
import type { WrongFunction } from "../../../shared/analysis/step-facts.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { isArgumentTypeChecked } from "./support/sent-events.ts";
import { findStepCalls } from "./support/steps.ts";

/** `step.run` calls what it is given: a call in its place is made outside of the step, on every replay, and the step fails. */
export const validStepRun: Rule = {
  id: "valid-step-run",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "`step.run` is given the function to run, and not what calling it gives.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      if (!call.wrongFunction) continue;
      const fix = createFix(file, call.wrongFunction);
      yield { ...describe(file, call, call.wrongFunction), ...toldByTypeScript(file, call.wrongFunction), ...(fix ? { fixes: [fix] } : {}) };
    }
  },
};

function describe(file: FileModel, call: StepCall, { found, span, called }: WrongFunction): Finding {
  const callee = textOf(file, call.calleeSpan);
  const message = found === "nothing" ? `\`${callee}\` is given no function to run, so the step fails`
    : called ? `\`${calleeOf(textOf(file, called))}\` is called here, outside of the step, and \`${callee}\` is given no function, so the step fails`
      : `\`${callee}\` takes a function; given ${found} the step fails`;
  return { rule: validStepRun.id, span, message };
}

function toldByTypeScript(file: FileModel, { span }: WrongFunction): Pick<Finding, "alsoByTypeScript"> {
  return isArgumentTypeChecked(file, span) ? { alsoByTypeScript: true } : {};
}

function createFix(file: FileModel, { span, called }: WrongFunction): Fix | undefined {
  if (!called) return undefined;
  const call = textOf(file, called);
  const newText = `${/\bawait\b/.test(call) ? "async " : ""}() => ${call}`;
  return { title: `Change to ${named(newText)}`, preferred: true, edits: [{ path: file.path, span, newText }] };
}

function calleeOf(call: string): string {
  return call.slice(0, call.indexOf("("));
}

function textOf({ text }: FileModel, { start, end }: Span): string {
  return text.slice(start, end);
}
