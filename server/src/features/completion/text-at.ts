/** The literal around a cursor. */
import type { FileModel, Span } from "../../../../shared/analysis/model.ts";

export interface TextAtCursor {
  /** Without the quotes. */
  readonly span: Span;
  /** What stands before the cursor. */
  readonly typed: string;
}

/** undefined where the cursor is not inside of quotes that begin at `span`. A text without its end ends at the cursor. */
export function textAt({ text }: FileModel, span: Span, offset: number): TextAtCursor | undefined {
  const quote = text[span.start] ?? "";
  if (!/["'`]/.test(quote) || offset <= span.start || offset > span.end) return undefined;
  const closed = span.end - span.start > 1 && text[span.end - 1] === quote;
  if (closed && offset === span.end) return undefined;
  const start = span.start + 1;
  return { span: { start, end: closed ? span.end - 1 : offset }, typed: text.slice(start, offset) };
}
