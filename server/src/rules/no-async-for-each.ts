import type { FileModel } from "../../../shared/analysis/model.ts";
import type { Iteration } from "../../../shared/analysis/step-facts.ts";
import type { Fix, Rule, TextEdit } from "./rule.ts";
import { findStepCalls } from "./support/steps.ts";

/** Steps in a `forEach`: it calls its callback and forgets the promise, so the function ends before the steps run. */
export const noAsyncForEach: Rule = {
  id: "no-async-for-each",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "Steps for each item run in a `for` loop or an awaited `Promise.all`; `forEach` waits for none of them.",
  *check(file, { snapshot }) {
    const told = new Set<number>();
    for (const { lostIn } of findStepCalls(file, snapshot)) {
      if (!lostIn || told.has(lostIn.span.start)) continue;
      told.add(lostIn.span.start);
      yield { rule: noAsyncForEach.id, span: lostIn.nameSpan, message: describe(lostIn), fixes: createFixes(file, lostIn) };
    }
  },
};

function describe({ method, awaited }: Iteration): string {
  if (method === "forEach") return "`forEach` does not wait for the steps in its callback, so the function can end before they run";
  return awaited
    ? "awaiting the array that `map` returns does not wait for the steps in its callback"
    : "nothing waits for the promises that `map` returns, so the function can end before their steps run";
}

function createFixes(file: FileModel, lost: Iteration): Fix[] {
  const edit = (start: number, end: number, newText: string): TextEdit => ({ path: file.path, span: { start, end }, newText });
  const { loop } = lost;
  const fixes: Fix[] = [];
  if (loop) {
    const head = `for (const ${loop.variable} of ${file.text.slice(lost.receiver.start, lost.receiver.end)}) `;
    const before = loop.block ? head : `${head}${loop.awaits ? "" : "await "}`;
    fixes.push({
      title: "Run the steps one after another, in a 'for' loop", preferred: true,
      edits: [edit(loop.statement.start, loop.body.start, before), edit(loop.body.end, loop.statement.end, loop.block ? "" : ";")],
    });
  }
  if (lost.awaitAt !== undefined || lost.awaited) {
    fixes.push({
      title: "Run the steps in parallel, in an awaited 'Promise.all'", preferred: !loop,
      edits: [
        edit(lost.span.start, lost.span.start, lost.awaited ? "Promise.all(" : "await Promise.all("),
        ...(lost.method === "map" ? [] : [edit(lost.nameSpan.start, lost.nameSpan.end, "map")]),
        edit(lost.span.end, lost.span.end, lost.optional ? " ?? [])" : ")"),
      ],
    });
  }
  return fixes;
}
