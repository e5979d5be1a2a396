/** Comments that silence a rule: `// inngest-disable-next-line <id>` and, to the end of the file, `// inngest-disable <id>`. */
import { findLongTexts } from "../../../shared/analysis/comment-lines.ts";
import type { Span } from "../../../shared/analysis/model.ts";

export interface Suppression {
  readonly rule: string;
  /** The rule's id in the comment. */
  readonly span: Span;
  /** The whole comment, and its line where nothing else stands on it. */
  readonly commentSpan: Span;
  /** Findings that start in here are silenced. */
  readonly covers: Span;
}

// An id, then more after commas; what follows `--` is the reason.
const comment = /(?:\/\/|\/\*)[ \t]*inngest-disable(-next-line)?[ \t]+([a-z][\w-]*(?:[ \t]*,[ \t]*[a-z][\w-]*)*)[ \t]*(?:--[^\n]*?)?(?:\*\/\}?|(?=\r?\n|$))/g;

export function findSuppressions(path: string, text: string): Suppression[] {
  if (!text.includes("inngest-disable")) return [];
  let longTexts: readonly Span[] | undefined;
  // No comment can stand on the lines of a text that begins on the line, so they are covered with it.
  const withLongText = (line: Span): Span => {
    longTexts ??= findLongTexts(path, text);
    return { ...line, end: Math.max(line.end, ...longTexts.filter(({ start }) => line.start <= start && start < line.end).map(({ end }) => end)) };
  };
  return Array.from(text.matchAll(comment)).flatMap((match) => {
    const [whole, nextLine, ids = ""] = match;
    const commentSpan = withOwnLine(text, { start: match.index, end: match.index + whole.length });
    const covers = nextLine === undefined ? { start: match.index, end: text.length } : withLongText(lineAfter(text, match.index + whole.length));
    const idsAt = match.index + whole.indexOf(ids, whole.indexOf("inngest-disable") + "inngest-disable".length + (nextLine ?? "").length);
    return Array.from(ids.matchAll(/[a-z][\w-]*/g), ({ 0: rule, index }) => ({
      rule, commentSpan, covers, span: { start: idsAt + index, end: idsAt + index + rule.length },
    }));
  });
}

function lineAfter(text: string, offset: number): Span {
  const start = text.indexOf("\n", offset) + 1;
  if (start === 0) return { start: text.length, end: text.length };
  const end = text.indexOf("\n", start);
  return { start, end: end < 0 ? text.length : end };
}

function withOwnLine(text: string, span: Span): Span {
  const before = text.lastIndexOf("\n", span.start - 1) + 1;
  const next = text.indexOf("\n", span.end);
  const after = next < 0 ? text.length : next + 1;
  const alone = text.slice(before, span.start).trim() === "" && text.slice(span.end, after).trim() === "";
  return alone ? { start: before, end: after } : span;
}
