/** Paths and functions inside expressions. */
import { completeExpression, findExpressionAt } from "../../../../shared/analysis/expression-at.ts";
import type { ExpressionCandidate } from "../../../../shared/analysis/expression-at.ts";
import type { Span } from "../../../../shared/analysis/model.ts";
import { eventMentionAt } from "../event-mentions.ts";
import { toTypeLine, typeBlock } from "../shape-text.ts";
import type { CompletionItem, CompletionPlace } from "./completion.ts";

export function completeInExpression({ snapshot, file, offset }: CompletionPlace): readonly CompletionItem[] | undefined {
  const expression = findExpressionAt(file, snapshot, offset);
  // A name that `event.name` is compared with is an event's.
  if (!expression || eventMentionAt(file, offset)?.role === "expression") return undefined;
  const found = completeExpression(snapshot, file, expression, offset);
  return found ? found.candidates.map((candidate) => toItem(candidate, found.span)) : [];
}

function toItem(candidate: ExpressionCandidate, span: Span): CompletionItem {
  if (candidate.kind === "function") {
    const { name, info } = candidate;
    // With the cursor between the parentheses; `now()` has nothing there.
    const [newText, snippet] = /\(\)$/.test(info.signature) ? [`${name}()`, false] : [`${name}($1)`, true];
    return { label: name, kind: "function", detail: info.signature.slice(info.signature.indexOf("(")), markdown: `\`${info.signature}\`: ${info.summary}`, span, newText, snippet, rank: 1 };
  }
  const { kind, name, shape } = candidate;
  if (kind === "root") return { label: name, kind: "variable", detail: name === "event" ? "the event that started the run" : "the event that arrives", span, newText: name, rank: 0 };
  return { label: name, kind: "key", detail: `: ${toTypeLine(shape)}`, markdown: typeBlock(name, shape), span, newText: name, rank: 0 };
}
