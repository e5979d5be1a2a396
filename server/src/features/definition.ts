/**
 * Where an event that is named in a string is declared. Names that are variables are TypeScript's: a second answer would
 * turn its jump into a list.
 */
import type { Location, Snapshot } from "../../../shared/analysis/model.ts";
import { eventMentionAt, findEventMentions } from "./event-mentions.ts";
import type { EventMention } from "./event-mentions.ts";

/** An event that nothing declares leads from those who send it to those who listen, and back. */
export function findDefinitions(snapshot: Snapshot, path: string, offset: number): Location[] {
  const file = snapshot.file(path);
  const mention = file && eventMentionAt(file, offset);
  if (!mention || !isText(file.text, mention)) return [];
  const all = findEventMentions(snapshot, mention.name);
  const declared = all.filter(({ role }) => role === "declaration");
  const others = declared.length > 0 ? declared : all.filter(({ role }) => mention.role === "send" ? role !== "send" && role !== "expression" : role === "send");
  return (others.length > 0 ? others : [mention]).map(({ location }) => location);
}

function isText(text: string, { location: { span }, role }: EventMention): boolean {
  return role === "expression" || role === "declaration" || /^["'`]/.test(text.slice(span.start, span.end));
}
