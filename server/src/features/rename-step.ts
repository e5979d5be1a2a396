/** Another id for a step. Inngest memoizes results under it, so runs in flight are told apart from a safe rename. */
import type { FunctionModel, Location, Snapshot, StepCall } from "../../../shared/analysis/model.ts";
import { findWrittenName } from "./event-mentions.ts";
import type { RenameEdit, RenameNote, Renaming, TextOf } from "./rename.ts";
import { filesOf } from "./snapshot-files.ts";
import { callsOf, findSameSteps, functionsWith, knownStepId } from "./step-mentions.ts";

/** @param at The id at the cursor, without its quotes. */
export function renameStep(snapshot: Snapshot, at: Location, id: string, newId: string, textOf: TextOf): Renaming {
  const calls = filesOf(snapshot).flatMap(({ steps }) => steps).filter((call) => knownStepId(call) === id);
  const chosen = calls.filter((call) => isAt(writtenAt(call, id, textOf), at));
  const functions = [...new Set(chosen.flatMap((call) => functionsWith(snapshot, call)))];
  const others = new Map(chosen.flatMap((call) => findSameSteps(snapshot, call)).flatMap((call) => {
    const place = writtenAt(call, id, textOf);
    return place && !isAt(place, at) ? [[`${place.path}:${String(place.span.start)}`, place] as const] : [];
  }));
  const toEdit = ({ path, span }: Location, note: RenameNote): RenameEdit => ({ path, span, newText: newId, note });
  const edits = [toEdit(at, executedAgain(id)), ...[...others.values()].map((place) => toEdit(place, alsoNamed(id)))];
  return { kind: "edits", edits, warning: warn(id, newId, functions) };
}

function warn(id: string, newId: string, functions: readonly FunctionModel[]): string {
  const names = functions.flatMap((fn) => (fn.id.kind === "known" ? [`\`${fn.id.value}\``] : []));
  const taken = functions.filter((fn) => callsOf(fn).some((call) => knownStepId(call) === newId)).map(({ id: own }) => (own.kind === "known" ? ` of \`${own.value}\`` : ""));
  if (taken.length > 0) return `\`${newId}\` was the id of a step${taken[0] ?? ""} already: where both run, each needs an id of its own.`;
  // Editors cut a message after some words.
  return `Runs in flight will execute \`${newId}\` again: their result is kept under the old id, \`${id}\`.${names.length > 0 ? ` This concerns runs of ${names.join(", ")} when the change is deployed.` : ""}`;
}

function executedAgain(id: string): RenameNote {
  return { label: "Runs in flight will execute this step again", description: `Their result is kept under \`${id}\``, asks: false };
}

function alsoNamed(id: string): RenameNote {
  return { label: "The same id elsewhere in the function", description: `Another step \`${id}\`: on another branch it is the same step to Inngest`, asks: true };
}

/** Where the id of a call is written out: in the call, or in the constant that it names. */
function writtenAt({ path, id: argument }: StepCall, id: string, textOf: TextOf): Location | undefined {
  if (argument.kind !== "id") return undefined;
  const place = argument.location ?? { path, span: argument.span };
  const span = findWrittenName(textOf(place.path) ?? "", place.span, id, false);
  return span && { path: place.path, span };
}

function isAt(a: Location | undefined, b: Location): boolean {
  return a?.path === b.path && a.span.start === b.span.start;
}
