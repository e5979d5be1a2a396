/** Changes that a user asks for where nothing is wrong. */
import type { FileModel, Snapshot, Span } from "../../../../shared/analysis/model.ts";
import type { TextEdit } from "../../rules/rule.ts";
import { preferStepSendEvent } from "../../rules/prefer-step-send-event.ts";
import { moveTriggerIn } from "../../rules/sdk-call-shape.ts";
import { contains } from "../places.ts";
import { declareEvent } from "./declare-event.ts";
import { extractStep } from "./extract-step.ts";

export interface Refactor {
  readonly title: string;
  readonly kind: "extract" | "rewrite";
  readonly edits: readonly TextEdit[];
  /** A made-up name in the new text of the first edit, for the user to write over. */
  readonly named?: Span;
}

export function findRefactors(snapshot: Snapshot, path: string, selection: Span): Refactor[] {
  const file = snapshot.file(path);
  if (!file) return [];
  return [extractStep(snapshot, file, selection), declareEvent(snapshot, file, selection), sendInStep(snapshot, file, selection), writeAsV4(file, selection)].filter((found) => found !== undefined);
}

/** The same as the rule's fix, also where the rule is switched off. */
function sendInStep(snapshot: Snapshot, file: FileModel, selection: Span): Refactor | undefined {
  for (const { span, fixes: [fix] = [] } of preferStepSendEvent.check(file, { snapshot })) {
    if (fix && contains(span, selection.start)) return { title: fix.title, kind: "rewrite", edits: fix.edits };
  }
  return undefined;
}

/** A v3 call as v4 takes it, for those who are about to move: the rule speaks up once v4 is there. */
function writeAsV4(file: FileModel, selection: Span): Refactor | undefined {
  const fn = file.functions.find(({ path, callShape, calleeSpan }) => path === file.path && callShape === 3 && contains(calleeSpan, selection.start));
  const fix = fn && moveTriggerIn(file, fn);
  return fix && { title: "Convert to the call shape of SDK v4", kind: "rewrite", edits: fix.edits };
}
