/** Between an expression's text and the file it is written in. */
import type { ExpressionModel, Span, TextPiece } from "./model.ts";

type Text = Pick<ExpressionModel, "pieces" | "span" | "text">;

/** Where a part of the text stands in the file; what an escape or an interpolation brings stands there as a whole. */
export function toSourceSpan({ pieces, span }: Text, start: number, end: number): Span {
  if (end <= start) {
    const at = toSourceOffset(pieces, start) ?? span.end - 1;
    return { start: at, end: at };
  }
  const first = pieceAt(pieces, start);
  const last = pieceAt(pieces, end - 1);
  if (!first || !last) return span;
  return {
    start: first.kind === "written" ? first.span.start + start - first.at : first.span.start,
    end: last.kind === "written" ? last.span.start + end - last.at : last.span.end,
  };
}

/** True when each character of a part stands in the file as it is, so that the part can be replaced there. */
export function isWritten({ pieces }: Text, start: number, end: number): boolean {
  return pieces.every((piece) => piece.kind === "written" || piece.at >= end || piece.at + piece.length <= start);
}

/** Offset in the text of an offset of the file; undefined outside of what is written of it. */
export function toTextOffset({ pieces, text, span }: Text, offset: number): number | undefined {
  for (const piece of pieces) {
    if (piece.kind === "written" && piece.span.start <= offset && offset <= piece.span.end) return piece.at + offset - piece.span.start;
  }
  return text === "" && span.start < offset && offset <= span.end ? 0 : undefined;
}

/** The interpolations that a part of the text touches. */
export function unknownIn({ pieces }: Text, start: number, end: number): TextPiece[] {
  return pieces.filter((piece) => piece.kind === "unknown" && piece.at < end && piece.at + piece.length > start);
}

function pieceAt(pieces: readonly TextPiece[], at: number): TextPiece | undefined {
  return pieces.find((piece) => piece.at <= at && at < piece.at + piece.length);
}

function toSourceOffset(pieces: readonly TextPiece[], at: number): number | undefined {
  const around = pieces.filter((piece) => piece.at <= at && at <= piece.at + piece.length);
  const piece = around.find(({ kind }) => kind === "written") ?? around[0];
  if (!piece) return undefined;
  return piece.kind === "written" ? piece.span.start + at - piece.at : at === piece.at ? piece.span.start : piece.span.end;
}
