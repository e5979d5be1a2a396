/** `--fix`: preferred fixes, again and again until none is left. */
import { applyEdits } from "../features/apply-edits.ts";
import { collectFixes } from "../features/fix-all.ts";
import type { Diagnosis } from "../features/diagnose.ts";
import type { Workspace } from "../host/workspace.ts";

/** A fix may bring forth another finding, but not without end. */
const mostRounds = 10;

/**
 * Applies fixes in the workspace's memory; nothing is written.
 * @returns The new text of each changed file, and the number of fixes.
 */
export function fixAll(workspace: Workspace, find: () => readonly Diagnosis[], isAsked: (file: string) => boolean): { readonly texts: ReadonlyMap<string, string>; readonly fixed: number } {
  const texts = new Map<string, string>();
  let fixed = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    // Only what was asked for is changed: a fix that reaches into another file is left to the editor.
    const fixable = find().filter(({ fixes = [] }) => fixes.some(({ preferred, edits }) => preferred && edits.every(({ path }) => isAsked(path))));
    const edits = collectFixes(fixable);
    if (edits.length === 0) break;
    fixed += fixable.filter(({ fixes = [] }) => fixes.some((fix) => fix.preferred && fix.edits.every((edit) => edits.includes(edit)))).length;
    for (const path of new Set(edits.map((edit) => edit.path))) {
      const text = applyEdits(workspace.text(path) ?? "", edits.filter((edit) => edit.path === path));
      texts.set(path, text);
      workspace.open(path, text);
    }
  }
  return { texts, fixed };
}
