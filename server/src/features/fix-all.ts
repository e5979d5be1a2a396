/** One edit out of many fixes. */
import type { TextEdit } from "../rules/rule.ts";
import type { Diagnosis } from "./diagnose.ts";

/**
 * Edits of every preferred fix, in source order. A fix that overlaps one taken before it is left for the next time:
 * half of it would be worse than none of it.
 */
export function collectFixes(diagnoses: readonly Diagnosis[]): TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes = [] } of diagnoses) {
    const fix = fixes.find(({ preferred }) => preferred);
    if (!fix || fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) continue;
    taken.push(...fix.edits);
  }
  return taken;
}

function overlap(a: TextEdit, b: TextEdit): boolean {
  if (a.path !== b.path) return false;
  // Two insertions at one place have no order of their own, so they count as overlapping too.
  return a.span.start === b.span.start || (a.span.start < b.span.end && b.span.start < a.span.end);
}
