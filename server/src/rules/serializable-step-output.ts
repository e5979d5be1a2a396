import type { FileModel } from "../../../shared/analysis/model.ts";
import type { MisreadOutput } from "../../../shared/analysis/step-facts.ts";
import type { Fix, Rule } from "./rule.ts";
import { findStepCalls } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** A use of a step's result that needs what JSON does not keep: the methods of a `Date`, the entries of a `Map`. */
export const serializableStepOutput: Rule = {
  id: "serializable-step-output",
  group: "steps",
  severity: "warning",
  fixable: true,
  summary: "What a step returns is used as what JSON makes of it: a `Date` comes back as a string, a `Map` as `{}`.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      for (const misread of call.misread ?? []) {
        const fix = createFix(file, misread);
        yield {
          rule: serializableStepOutput.id,
          span: misread.methodSpan,
          message: `a step's result is kept as JSON: \`${file.text.slice(misread.receiver.start, misread.receiver.end)}\` ${arrivesAs(misread)}`,
          related: [{ location: { path: file.path, span: misread.made }, message: "made here" }],
          ...(fix ? { fixes: [fix] } : {}),
          ...(file.typeChecked && !misread.retyped ? { alsoByTypeScript: true } : {}),
        };
      }
    }
  },
};

function arrivesAs({ className, method }: MisreadOutput): string {
  switch (className) {
    case "function": return "is not in it; call it in the step";
    case "Date": case "URL": return `is a string, which has no \`${method}\`; make a \`${className}\` of it`;
    default: return `is \`{}\`, which has no \`${method}\`; return an object or an array from the step`;
  }
}

/** A date's text makes the same date again. */
function createFix(file: FileModel, { className, receiver, method }: MisreadOutput): Fix | undefined {
  if (className === "URL" || (className === "Date" && !method.startsWith("set"))) {
    const edit = (at: number, newText: string): Fix["edits"][number] => ({ path: file.path, span: { start: at, end: at }, newText });
    return { title: `Wrap in ${named(`new ${className}()`)}`, preferred: true, edits: [edit(receiver.start, `new ${className}(`), edit(receiver.end, ")")] };
  }
  return undefined;
}
