import type { FileModel, FunctionModel, Snapshot, StepCall } from "../../../shared/analysis/model.ts";
import type { RecordedFunctions } from "../../../shared/recording/recorded-functions.ts";
import type { Finding, Rule } from "./rule.ts";
import { compareRecorded } from "./support/compare-recorded.ts";
import { compareSteps } from "./support/compare-steps.ts";
import type { RenamedStep } from "./support/compare-steps.ts";
import { findAtBase, isGone } from "./support/base-function.ts";
import { findExecutions, knownId, knownText } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** Inngest keeps a step's result under its id: under another one, runs in flight have no result of it. */
export const stepIdChanged: Rule = {
  id: "step-id-changed",
  group: "steps",
  severity: "info",
  fixable: true,
  needsBase: true,
  summary: "A step keeps the id it had: runs in flight execute a renamed step again. Told by `stepwise check --base`, and where the last recorded run has another id.",
  *check(file, { snapshot, base, recorded }) {
    if (recorded) yield* checkRecorded(file, snapshot, recorded);
    if (!base) return;
    const told = new Set<number>();
    for (const fn of new Set(findExecutions(file, snapshot).map((execution) => execution.fn))) {
      const old = findAtBase(fn, snapshot, base);
      if (!old) continue;
      for (const execution of ["steps", "failureSteps"] as const) {
        const { renamed, removed } = compareSteps({ steps: old[execution], textOf: textIn(base) }, { steps: fn[execution], textOf: textIn(snapshot) });
        for (const step of renamed) {
          // A helper of several functions is told of once.
          if (step.to.path !== file.path || told.has(step.to.span.start)) continue;
          told.add(step.to.span.start);
          yield toRenamed(step, file);
        }
        if (fn.path !== file.path) continue;
        const ids = new Set(removed.map((call) => knownId(call) ?? ""));
        for (const id of ids) if (isGone(id, execution, [old, base], [fn, snapshot])) yield toRemoved(id, fn);
      }
    }
  },
};

function* checkRecorded(file: FileModel, snapshot: Snapshot, recorded: RecordedFunctions): Iterable<Finding> {
  for (const fn of new Set(findExecutions(file, snapshot).map((execution) => execution.fn))) {
    const id = knownText(fn.id);
    const run = id === undefined || snapshot.functionsWithId(id).length > 1 ? undefined : recorded.get(id);
    for (const step of run ? compareRecorded(run, fn) : []) {
      if (step.to.path === file.path) yield { ...toRenamed(step, file), message: `step \`${knownId(step.to) ?? ""}\` was \`${knownId(step.from) ?? ""}\` in the last recorded run; runs in flight execute it again` };
    }
  }
}

function textIn(snapshot: Snapshot): (call: StepCall) => string | undefined {
  return ({ path }) => snapshot.file(path)?.text;
}

function toRenamed({ from, to }: RenamedStep, file: FileModel): Finding {
  const id = knownId(from) ?? "";
  const written = file.text.slice(to.id.span.start, to.id.span.end);
  const quote = /^(["'`]).*\1$/s.exec(written)?.[1];
  // An id that comes from a constant may be shared on purpose.
  const isWritten = quote !== undefined && written.slice(1, -1) === knownId(to) && !id.includes(quote) && !/[\\\n]|\$\{/.test(id);
  return {
    rule: stepIdChanged.id,
    span: to.id.span,
    message: `step \`${id}\` is now \`${knownId(to) ?? ""}\`; runs in flight execute it again`,
    // Not preferred: who renames a step on purpose must not have it undone by fix-all.
    ...(isWritten ? { fixes: [{ title: `Keep the id ${named(id)}`, preferred: false, edits: [{ path: file.path, span: to.id.span, newText: `${quote}${id}${quote}` }] }] } : {}),
  };
}

function toRemoved(id: string, fn: FunctionModel): Finding {
  return { rule: stepIdChanged.id, span: fn.idSpan, message: `step \`${id}\` is gone from function \`${knownText(fn.id) ?? ""}\`; runs in flight go on without its result; keep it until they have ended` };
}
