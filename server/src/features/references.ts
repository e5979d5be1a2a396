/** Everything that has to do with the event or the step at a place. */
import type { Location, Snapshot, Span } from "../../../shared/analysis/model.ts";
import { eventMentionAt, eventMentionsIn, findEventMentions } from "./event-mentions.ts";
import { findStepIdAt } from "./places.ts";
import { findSameSteps, idLocation } from "./step-mentions.ts";

export function findReferences(snapshot: Snapshot, path: string, offset: number, includeDeclaration: boolean): Location[] {
  const file = snapshot.file(path);
  if (!file) return [];
  const mention = eventMentionAt(file, offset);
  if (mention) return findEventMentions(snapshot, mention.name).filter(({ role }) => includeDeclaration || role !== "declaration").map(({ location }) => location);
  const step = findStepIdAt(file, offset);
  return step ? findSameSteps(snapshot, step).map(idLocation) : [];
}

export interface Highlight {
  readonly span: Span;
  /** `write` where an event is declared or sent, `read` where it is listened to. */
  readonly kind: "read" | "write";
}

/** The same in one file. Variables are left to TypeScript, whose highlights ours would replace. */
export function findHighlights(snapshot: Snapshot, path: string, offset: number): Highlight[] {
  const file = snapshot.file(path);
  if (!file) return [];
  const isText = ({ start, end }: Span): boolean => /^["'`]/.test(file.text.slice(start, end));
  const mention = eventMentionAt(file, offset);
  if (mention) {
    if (mention.role !== "expression" && !isText(mention.location.span)) return [];
    return eventMentionsIn(file).filter(({ name }) => name === mention.name)
      .map(({ role, location: { span } }) => ({ span, kind: role === "declaration" || role === "send" ? "write" : "read" }));
  }
  const step = findStepIdAt(file, offset);
  if (!step || !isText(step.id.span)) return [];
  return findSameSteps(snapshot, step).filter((call) => call.path === path).map(({ id }) => ({ span: id.span, kind: "write" }));
}
