import type { FileModel, SideEffect, Snapshot } from "../../../shared/analysis/model.ts";
import type { Fix, Rule, TextEdit } from "./rule.ts";
import { findInHandlers } from "./support/in-handlers.ts";
import { contains } from "./support/edits.ts";
import { findStepCalls, idsInFunctions, nextFreeId, quoteLike, toKebab } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** A request that the handler makes itself: it is made again at each replay. */
export const sideEffectOutsideStep: Rule = {
  id: "side-effect-outside-step",
  group: "steps",
  severity: "hint",
  fixable: true,
  summary: "Requests to other systems are made in steps; outside of them they are made again each time the function is re-executed.",
  *check(file, { snapshot }) {
    const given = new Set<string>();
    // What a step is given in place of a function is told there.
    const misplaced = findStepCalls(file, snapshot).flatMap(({ wrongFunction }) => (wrongFunction ? [wrongFunction.span] : []));
    for (const effect of findInHandlers(file, snapshot, (fn) => fn.sideEffects)) {
      if (misplaced.some((span) => contains(span, effect.location.span))) continue;
      const fix = createFix(file, snapshot, effect, given);
      yield {
        rule: sideEffectOutsideStep.id,
        span: effect.location.span,
        message: `\`${effect.name}\` outside of a step runs again each time the function is re-executed; call it in \`step.run\``,
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

function createFix(file: FileModel, snapshot: Snapshot, { name, tools, extraction }: SideEffect, given: Set<string>): Fix | undefined {
  if (!tools || !extraction) return undefined;
  const id = nextFreeId(toKebab(name), new Set([...idsInFunctions(file, snapshot), ...given]));
  given.add(id);
  const edits: TextEdit[] = [{ path: file.path, span: extraction.span, newText: `${extraction.before}await ${tools.text}.run(${quoteLike(file, extraction.span, id)}, async () => ${extraction.body})` }];
  if (tools.insert) edits.push({ path: file.path, span: { start: tools.insert.at, end: tools.insert.at }, newText: tools.insert.text });
  return { title: `Extract into ${named(`${tools.text}.run`)}`, preferred: true, edits };
}
