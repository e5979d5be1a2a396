/** Paths, functions and listed values inside expressions. */
import { completeExpression, findExpressionAt } from "../../../../shared/analysis/expression-at.ts";
import type { ExpressionCandidate } from "../../../../shared/analysis/expression-at.ts";
import type { ExpressionModel, FileModel, Span } from "../../../../shared/analysis/model.ts";
import { eventMentionAt } from "../event-mentions.ts";
import { toTypeLine, typeBlock } from "../shape-text.ts";
import type { CompletionItem, CompletionPlace } from "./completion.ts";

export function completeInExpression({ snapshot, file, offset }: CompletionPlace): readonly CompletionItem[] | undefined {
  const expression = findExpressionAt(file, snapshot, offset);
  // A name that `event.name` is compared with is an event's.
  if (!expression || eventMentionAt(file, offset)?.role === "expression") return undefined;
  const found = completeExpression(snapshot, file, expression, offset);
  if (!found) return [];
  const typed = file.text.slice(found.span.start, offset).toLowerCase();
  const items = found.candidates.map((candidate) => toItem(candidate, found.span)).filter(({ label }) => isWanted(label.toLowerCase(), typed));
  return withAllBefore(file, expression, offset, items);
}

/** The letters in their order, the first of them at the start. */
function isWanted(label: string, typed: string): boolean {
  let at = 0;
  for (const letter of label) if (letter === typed[at]) at += 1;
  return at === typed.length && label.startsWith(typed.charAt(0));
}

/**
 * The items with what stands before their word. TypeScript, which infers the text of a trigger's `if`, offers the whole
 * of it as it is; editors prefer the proposal that matches more of the line, and ours would come second to no proposal at all.
 */
function withAllBefore({ text }: FileModel, { span, pieces }: ExpressionModel, offset: number, items: readonly CompletionItem[]): CompletionItem[] {
  if (pieces.length !== 1 || pieces[0]?.kind !== "written") return [...items];
  const start = Math.max(span.start + 1, text.lastIndexOf("\n", offset - 1) + 1);
  return items.map((item) => {
    const before = text.slice(start, item.span.start);
    return { ...item, span: { start, end: item.span.end }, filterText: text.slice(start, offset), newText: `${item.snippet ? before.replaceAll(/[\\$}]/g, "\\$&") : before}${item.newText}` };
  });
}

function toItem(candidate: ExpressionCandidate, span: Span): CompletionItem {
  if (candidate.kind === "function") {
    const { name, info } = candidate;
    // With the cursor between the parentheses; `now()` has nothing there.
    const [newText, snippet] = /\(\)$/.test(info.signature) ? [`${name}()`, false] : [`${name}($1)`, true];
    return { label: name, kind: "function", detail: info.signature.slice(info.signature.indexOf("(")), markdown: `\`${info.signature}\`: ${info.summary}`, span, newText, snippet, rank: 1 };
  }
  const { kind, name } = candidate;
  if (kind === "value") return { label: name, kind, span, newText: name, rank: 0 };
  if (kind === "root") return { label: name, kind: "variable", detail: name === "event" ? "the event that started the run" : "the event that arrives", span, newText: name, rank: 0 };
  return { label: name, kind: "key", detail: `: ${toTypeLine(candidate.shape)}`, markdown: typeBlock(name, candidate.shape), span, newText: name, rank: 0 };
}
