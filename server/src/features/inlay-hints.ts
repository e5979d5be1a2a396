/** Behind the name of a sent event, the functions that listen to it. */
import type { Snapshot, Span } from "../../../shared/analysis/model.ts";
import { eventMentionsIn } from "./event-mentions.ts";

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** Editors cut a hint that is longer, VS Code after 43 characters. */
const maxLength = 40;

export function findInlayHints(snapshot: Snapshot, path: string, range: Span): InlayHint[] {
  const file = snapshot.file(path);
  if (!file) return [];
  return eventMentionsIn(file).filter(({ role, location: { span } }) => role === "send" && range.start <= span.end && span.end <= range.end).flatMap(({ name, location: { span } }) => {
    const listeners = (snapshot.event(name)?.listeners ?? []).filter(({ kind }) => kind !== "cancelOn");
    const idsOf = (kinds: readonly string[]): string[] => [...new Set(listeners.flatMap(({ kind, functionId }) => (kinds.includes(kind) && functionId !== undefined ? [functionId] : [])))];
    const told = ([["starts", "trigger"], ["resumes", "wait"]] as const).flatMap(([verb, kind]) => {
      const ids = idsOf([kind]);
      return ids.length === 0 ? [] : [`${verb} ${ids.map((id) => `\`${id}\``).join(", ")}`];
    });
    const ids = idsOf(["trigger", "wait"]);
    return ids.length === 0 ? [] : [{ offset: span.end, label: toLabel(ids), tooltip: `\`${name}\` ${told.join(" and ")}` }];
  });
}

/** `→ sync-crm-contact, send-mail +3`: as many names as there is room for, one at least. */
function toLabel([first = "", ...others]: readonly string[]): string {
  let label = `→ ${first}`;
  for (const [index, id] of others.entries()) {
    const left = others.length - index;
    if (`${label}, ${id}${left > 1 ? " +9" : ""}`.length > maxLength) return `${label} +${String(left)}`;
    label += `, ${id}`;
  }
  return label;
}
