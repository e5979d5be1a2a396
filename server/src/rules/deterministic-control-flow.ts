import type { FileModel, Snapshot, UnsteadyDecision } from "../../../shared/analysis/model.ts";
import type { Fix, Rule, TextEdit } from "./rule.ts";
import { findInHandlers } from "./support/in-handlers.ts";
import { idsInFunctions, nextFreeId, quoteLike } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** Which steps run depends on something that is different at the next replay. */
export const deterministicControlFlow: Rule = {
  id: "deterministic-control-flow",
  group: "steps",
  severity: "warning",
  fixable: true,
  summary: "What decides which steps run is the same each time the function is re-executed: the time and random numbers come from a step.",
  *check(file, { snapshot }) {
    for (const decision of findInHandlers(file, snapshot, (fn) => fn.unsteady)) {
      const fix = createFix(file, snapshot, decision);
      const { location: { span }, condition } = decision;
      const inPlace = condition.path === file.path && condition.span.start <= span.start && span.end <= condition.span.end;
      yield {
        rule: deterministicControlFlow.id,
        span,
        message: `\`${file.text.slice(span.start, span.end)}\` is different each time the function is re-executed, and decides here which steps run; take it in a \`step.run\``,
        ...(inPlace ? {} : { related: [{ location: condition, message: "decided here" }] }),
        ...(fix ? { fixes: [fix] } : {}),
      };
    }
  },
};

function createFix(file: FileModel, snapshot: Snapshot, { wrap, tools, random }: UnsteadyDecision): Fix | undefined {
  if (!wrap || !tools) return undefined;
  const id = quoteLike(file, wrap.span, nextFreeId(random ? "random" : "get-time", idsInFunctions(file, snapshot)));
  const written = file.text.slice(wrap.span.start, wrap.span.end);
  // A step gives back no date: its time is what JSON keeps.
  const bareDate = wrap.inDate && /^new Date(\(\))?$/.test(written);
  const step = `await ${tools.text}.run(${id}, () => ${bareDate ? "Date.now()" : written})`;
  const newText = bareDate ? `new Date(${step})` : wrap.grouped ? `(${step})` : step;
  const edits: TextEdit[] = [{ path: file.path, span: wrap.span, newText }];
  if (tools.insert) edits.push({ path: file.path, span: { start: tools.insert.at, end: tools.insert.at }, newText: tools.insert.text });
  return { title: `Wrap in ${named(`${tools.text}.run`)}`, preferred: true, edits };
}
