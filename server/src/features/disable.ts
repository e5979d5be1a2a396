import type { Finding, TextEdit } from "../rules/rule.ts";

/** A comment above the finding's line that silences its rule there, indented like that line. */
export function disableNextLine(path: string, text: string, { rule, span }: Finding): TextEdit {
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, span.start))?.[0] ?? "";
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  return { path, span: { start, end: start }, newText: `${indent}// inngest-disable-next-line ${rule}${lineBreak}` };
}
