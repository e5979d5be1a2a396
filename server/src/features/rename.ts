/** Renames events and steps wherever their names are written. */
import type { Location, Snapshot, Span } from "../../../shared/analysis/model.ts";
import type { TextEdit } from "../rules/rule.ts";
import { renameEvent } from "./rename-event.ts";
import { renameStep } from "./rename-step.ts";
import { eventMentionAt, eventMentionsIn, findWrittenName } from "./event-mentions.ts";
import { contains, findStepIdAt } from "./places.ts";
import { filesOf } from "./snapshot-files.ts";
import { knownStepId } from "./step-mentions.ts";

/** Text of any file of the workspace; constants may lie in files that say nothing about Inngest. */
export type TextOf = (path: string) => string | undefined;

/** What a preview says about an edit. */
export interface RenameNote {
  readonly label: string;
  readonly description: string;
  /** The edit waits for the user's word. */
  readonly asks: boolean;
}

export interface RenameEdit extends TextEdit {
  readonly note?: RenameNote;
}

export type Renaming =
  /** `warning` is a sentence about what the rename does beside the text. */
  | { readonly kind: "edits"; readonly edits: readonly RenameEdit[]; readonly warning?: string }
  /** A sentence for the user. */
  | { readonly kind: "refused"; readonly problem: string };

/** What is renamed at a place: the name's span without its quotes. */
export interface RenameTarget {
  readonly kind: "event" | "step";
  readonly name: string;
  readonly span: Span;
}

/** undefined where no event and no step is named by a text: variables are TypeScript's to rename. */
export function findRenameTarget(snapshot: Snapshot, path: string, offset: number, textOf: TextOf): RenameTarget | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  return targetHere(snapshot, path, offset, text) ?? constantAt(snapshot, path, offset, text);
}

export function rename(snapshot: Snapshot, path: string, offset: number, newName: string, textOf: TextOf): Renaming | undefined {
  const target = findRenameTarget(snapshot, path, offset, textOf);
  if (!target) return undefined;
  const what = target.kind === "event" ? "an event's name" : "a step's id";
  if (newName.trim() === "") return { kind: "refused", problem: `${what} cannot be empty` };
  if (/["'`\\\p{Cc}]|\$\{/u.test(newName)) return { kind: "refused", problem: `${what} is renamed to plain text, without quotes, backslashes and \`\${\`` };
  if (newName === target.name) return { kind: "edits", edits: [] };
  return target.kind === "event" ? renameEvent(snapshot, target.name, newName, textOf) : renameStep(snapshot, { path, span: target.span }, target.name, newName, textOf);
}

function targetHere(snapshot: Snapshot, path: string, offset: number, text: string): RenameTarget | undefined {
  const file = snapshot.file(path);
  const mention = file && eventMentionAt(file, offset);
  if (mention) {
    const { name, role, location: { span: place } } = mention;
    const span = role === "expression" ? place : findWrittenName(text, place, name, role === "declaration");
    return span && contains(span, offset) && !name.endsWith("*") ? { kind: "event", name, span } : undefined;
  }
  const step = file && findStepIdAt(file, offset);
  const id = step && knownStepId(step);
  const span = step && id !== undefined ? findWrittenName(text, step.id.span, id, false) : undefined;
  return id !== undefined && span ? { kind: "step", name: id, span } : undefined;
}

/** The literal of a constant that names an event or a step elsewhere. */
function constantAt(snapshot: Snapshot, path: string, offset: number, text: string): RenameTarget | undefined {
  const isHere = (location: Location | undefined): boolean => location?.path === path && contains(location.span, offset);
  const toTarget = (kind: RenameTarget["kind"], name: string, location: Location | undefined): RenameTarget | undefined => {
    const span = location && findWrittenName(text, location.span, name, false);
    return span && { kind, name, span };
  };
  for (const file of filesOf(snapshot)) {
    const step = file.steps.find(({ id }) => id.kind === "id" && isHere(id.location));
    const id = step && knownStepId(step);
    if (step?.id.kind === "id" && id !== undefined) return toTarget("step", id, step.id.location);
  }
  const mention = filesOf(snapshot).flatMap(eventMentionsIn).find(({ declaredAt }) => isHere(declaredAt));
  return mention && toTarget("event", mention.name, mention.declaredAt);
}
