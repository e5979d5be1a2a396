import { findLongTexts } from "../../../shared/analysis/comment-lines.ts";
import type { Finding, TextEdit } from "../rules/rule.ts";

/** A comment above the finding's line, or above the text of several lines that holds it, that silences its rule there. */
export function disableNextLine(path: string, text: string, { rule, span }: Finding): TextEdit {
  const around = findLongTexts(path, text).find(({ start, end }) => start < span.start && span.start < end);
  const start = text.lastIndexOf("\n", (around ?? span).start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, span.start))?.[0] ?? "";
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  return { path, span: { start, end: start }, newText: `${indent}// inngest-disable-next-line ${rule}${lineBreak}` };
}
