import type { TextEdit } from "../rules/rule.ts";

/** The text after edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits].sort((a, b) => b.span.start - a.span.start).reduce((changed, { span, newText }) => changed.slice(0, span.start) + newText + changed.slice(span.end), text);
}
