/**
 * Findings while the text is half typed. A parser that has lost its way reads what follows wrongly, so between the
 * edit and the last syntax error neither what appears nor what vanishes is believed: there the findings of the last
 * sound text stand, moved along with the edits. Elsewhere the new ones count.
 */
import type { Span } from "../../../shared/analysis/model.ts";
import type { TextChange } from "../host/text-change.ts";
import type { Diagnosis } from "./diagnose.ts";

/** Findings of the last text without syntax errors, and what was typed since. */
export interface Baseline {
  readonly findings: readonly Diagnosis[];
  readonly changes: readonly TextChange[];
}

export function stabilize(fresh: readonly Diagnosis[], syntaxErrors: readonly Span[], baseline: Baseline | undefined): readonly Diagnosis[] {
  if (syntaxErrors.length === 0) return fresh;
  const moved = baseline && moveAll(baseline);
  // A whole text put in place of another, or a file opened half typed: nothing earlier to go by.
  const damaged = cover([...syntaxErrors, ...moved?.edited ?? []]);
  const outside = fresh.filter(({ span }) => !touches(span, damaged));
  const kept = moved?.findings.filter(({ span }) => touches(span, damaged)) ?? [];
  return [...outside, ...kept].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function moveAll({ findings, changes }: Baseline): { findings: Diagnosis[]; edited: Span[] } | undefined {
  let moved = [...findings];
  let edited: Span[] = [];
  for (const { span, newText } of changes) {
    if (!span) return undefined;
    const change = { span, newText };
    moved = moved.flatMap((finding) => {
      const at = moveSpan(finding.span, change);
      // A fix was made for the text as it was; the finding still stands, its fix does not.
      return at ? [withoutFixes({ ...finding, span: at })] : [];
    });
    edited = [...edited.map((earlier) => grow(earlier, change)), { start: span.start, end: span.start + newText.length }];
  }
  return { findings: moved, edited };
}

function withoutFixes({ fixes: _fixes, ...finding }: Diagnosis): Diagnosis {
  return finding;
}

type Edit = TextChange & { readonly span: Span };

/** undefined where the edit reaches into the span: what was said of it may be what is being mended. */
function moveSpan(span: Span, { span: edit, newText }: Edit): Span | undefined {
  if (edit.start >= span.end) return span;
  const shift = newText.length - (edit.end - edit.start);
  return edit.end <= span.start ? { start: span.start + shift, end: span.end + shift } : undefined;
}

/** A place edited before keeps covering what is typed into it. */
function grow(span: Span, { span: edit, newText }: Edit): Span {
  const shift = newText.length - (edit.end - edit.start);
  if (edit.start > span.end) return span;
  if (edit.end < span.start) return { start: span.start + shift, end: span.end + shift };
  return { start: Math.min(span.start, edit.start), end: Math.max(span.end, edit.end) + shift };
}

function cover(spans: readonly Span[]): Span {
  return { start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) };
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
