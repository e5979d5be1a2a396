/** Markdown that hovers are made of. */
import type { FileModel, Location, Snapshot } from "../../../../shared/analysis/model.ts";
import { LineMap } from "../../line-map.ts";

/** Address of a place for a Markdown link; `line` counts from 1. */
export type ToLink = (path: string, line: number) => string;

const shownPlaces = 8;

export function places(locations: readonly Location[], link: (place: Location) => string): string {
  return withMore(locations.slice(0, shownPlaces).map(link), locations.length);
}

export function limited(parts: readonly string[]): string {
  return withMore(parts.slice(0, shownPlaces), parts.length);
}

function withMore(shown: readonly string[], all: number): string {
  return shown.join(", ") + (all > shown.length ? ` and ${String(all - shown.length)} more` : "");
}

/** `[orders.ts:12](…)`; in the file itself just the line. */
export function toPlace(snapshot: Snapshot, file: FileModel, { path, span }: Location, toLink: ToLink): string {
  const text = snapshot.file(path)?.text;
  const line = text === undefined ? 1 : new LineMap(text).positionAt(span.start).line + 1;
  const label = path === file.path ? `line ${String(line)}` : `${path.slice(path.lastIndexOf("/") + 1)}:${String(line)}`;
  return `[${label.replaceAll(/[[\]\\]/g, "\\$&")}](${toLink(path, line)})`;
}

/** Inline code whose fence is longer than any run of backticks in it: names come from source text and may hold anything. */
export function code(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = longest > 0 ? " " : "";
  return fence + padding + text.replaceAll(/\s+/g, " ") + padding + fence;
}

export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
