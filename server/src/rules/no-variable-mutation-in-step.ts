import type { FileModel } from "../../../shared/analysis/model.ts";
import type { Mutation } from "../../../shared/analysis/step-facts.ts";
import type { Fix, Rule } from "./rule.ts";
import { findStepCalls } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** A variable changed in a step and read after it: a replay takes the step's result and leaves the variable as it was. */
export const noVariableMutationInStep: Rule = {
  id: "no-variable-mutation-in-step",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "A step returns what it makes; a variable that its callback changes is as before when the function is re-executed.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      for (const mutation of call.mutates ?? []) {
        const fix = createFix(file, mutation);
        yield {
          rule: noVariableMutationInStep.id,
          span: mutation.span,
          message: `\`${mutation.variable}\` is changed in a step and read outside of it, where the change is lost when the function is re-executed; return it`,
          related: [{ location: { path: file.path, span: mutation.read }, message: `\`${mutation.variable}\` is read here` }],
          ...(fix ? { fixes: [fix] } : {}),
        };
      }
    }
  },
};

function createFix(file: FileModel, { variable, returned }: Mutation): Fix | undefined {
  return returned && { title: `Return ${named(variable)} from the step`, preferred: true, edits: returned.map((edit) => ({ path: file.path, ...edit })) };
}
