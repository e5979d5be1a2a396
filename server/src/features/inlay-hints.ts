/** Behind the name of a sent event, the functions that listen to it. */
import type { Snapshot, Span } from "../../../shared/analysis/model.ts";
import { eventMentionsIn } from "./event-mentions.ts";

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

const shown = 3;

export function findInlayHints(snapshot: Snapshot, path: string, range: Span): InlayHint[] {
  const file = snapshot.file(path);
  if (!file) return [];
  return eventMentionsIn(file).filter(({ role, location: { span } }) => role === "send" && range.start <= span.end && span.end <= range.end).flatMap(({ name, location: { span } }) => {
    const listeners = [...new Set((snapshot.event(name)?.listeners ?? []).flatMap(({ functionId }) => functionId ?? []))];
    if (listeners.length === 0) return [];
    const more = listeners.length - shown;
    return [{ offset: span.end, label: `→ ${listeners.slice(0, shown).join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`, tooltip: `\`${name}\` starts or resumes ${listeners.map((id) => `\`${id}\``).join(", ")}` }];
  });
}
