import type { Span } from "../../../shared/analysis/model.ts";

/** Replaces `span` of a text, or the whole text, by `newText`. */
export interface TextChange {
  readonly span: Span | undefined;
  readonly newText: string;
}

export function applyChange(text: string, { span, newText }: TextChange): string {
  return span ? text.slice(0, span.start) + newText + text.slice(span.end) : newText;
}
