import { expressionsIn } from "../../../shared/analysis/expression-at.ts";
import { isWritten, toSourceSpan } from "../../../shared/analysis/text-places.ts";
import type { ExpressionModel, FileModel, Snapshot, Span } from "../../../shared/analysis/model.ts";
import { parseCel } from "../../../shared/inngest/cel/cel.ts";
import { isInString } from "../../../shared/inngest/cel/quotes.ts";
import { findSyntaxProblem } from "../../../shared/inngest/cel/syntax-problems.ts";
import type { CelFinding } from "../../../shared/inngest/cel/syntax-problems.ts";
import { findMentions } from "../../../shared/inngest/cel/walk.ts";
import type { Finding, Rule, Severity } from "./rule.ts";
import { findExpressionProblems } from "./support/expression-findings.ts";
import { findMatchProblems } from "./support/match-findings.ts";
import { isSilenced } from "./support/sent-events.ts";

/** Expressions as Inngest reads them: one that it cannot read is refused, which is an error; one that never matches is a warning. */
export const validExpression: Rule = {
  id: "valid-expression",
  group: "functions",
  severity: "error",
  fixable: true,
  summary: "The expressions in `if`, `match`, `key`, `idempotency` and `priority.run` can be read, and read what events have.",
  *check(file, { snapshot }) {
    const told = new Set<string>();
    for (const expression of expressionsIn(file, snapshot)) {
      for (const finding of checkExpression(file, snapshot, expression)) {
        // Options may share one constant.
        const key = `${String(finding.span.start)} ${finding.message}`;
        if (!told.has(key)) yield finding;
        told.add(key);
      }
    }
  },
};

function* checkExpression(file: FileModel, snapshot: Snapshot, expression: ExpressionModel): Iterable<Finding> {
  if (expression.besideMatch) yield tellBoth(file, expression, expression.besideMatch);
  if (expression.text.trim() === "") return;
  for (const problem of expression.kind === "match" ? findMatchProblems(file, snapshot, expression) : checkText(file, snapshot, expression)) yield toFinding(file, expression, problem);
}

/** The SDK builds the condition from `match` and drops the `if`. */
function tellBoth(file: FileModel, { span, place }: ExpressionModel, match: Span): Finding {
  const typed = file.typeChecked && file.sdk !== undefined && place === "wait" && !isSilenced(file, span.start);
  return {
    rule: validExpression.id, span, ...(typed ? { alsoByTypeScript: true } : {}),
    message: "`if` has no effect beside `match`, which wins",
    related: [{ location: { path: file.path, span: match }, message: "the `match`" }],
  };
}

type Problem = CelFinding & { readonly severity?: Severity };

function* checkText(file: FileModel, snapshot: Snapshot, expression: ExpressionModel): Iterable<Problem> {
  const { text, pieces } = expression;
  const dead = findDeadInterpolation(file, expression);
  if (dead) {
    yield dead;
    return;
  }
  const syntax = findSyntaxProblem(text);
  // What is filled in outside of quotes may be any part of an expression.
  if (syntax && !pieces.some((piece) => piece.kind === "unknown" && !isInString(text, piece.at))) yield { ...syntax, severity: "error" };
  const parsed = parseCel(text);
  if (!("problem" in parsed)) yield* findExpressionProblems(file, snapshot, expression, findMentions(text, parsed.ast));
}

/** `"… == '${id}'"` in quotes that fill nothing in. */
function findDeadInterpolation(file: FileModel, { text, pieces, span }: ExpressionModel): CelFinding | undefined {
  const found = /\$\{[^}]*\}/.exec(text);
  if (!found || pieces.length !== 1 || pieces[0]?.kind !== "written" || file.text.charAt(span.start) === "`") return undefined;
  const { index, 0: written } = found;
  const fixable = !text.includes("`");
  return {
    start: index, end: index + written.length, message: `\`${written}\` is filled in only between backticks; here it is text`,
    ...(fixable ? { fix: { title: "Put the expression between backticks", changes: [{ start: -1, end: 0, newText: "`" }, { start: text.length, end: text.length + 1, newText: "`" }], sure: true } } : {}),
  };
}

function toFinding(file: FileModel, expression: ExpressionModel, { start, end, message, fix, severity = "warning" }: Problem): Finding {
  const delimiter = file.text.charAt(expression.span.start);
  const written = fix?.changes.every((change) => isWritten(expression, Math.max(0, change.start), Math.min(expression.text.length, change.end)));
  return {
    rule: validExpression.id,
    span: toSourceSpan(expression, start, end),
    severity,
    message,
    ...(fix && written ? {
      fixes: [{
        title: fix.title, preferred: fix.sure,
        edits: fix.changes.map((change) => ({ path: file.path, span: changeSpan(expression, change), newText: requote(change.newText, delimiter) })),
      }],
    } : {}),
  };
}

/** Expressions take either quote; the one that ends the literal would need a backslash. */
function requote(newText: string, delimiter: string): string {
  return delimiter === "'" ? newText.replaceAll("'", "\"") : delimiter === "\"" ? newText.replaceAll("\"", "'") : newText;
}

/** Offsets just outside of the text are its delimiters. */
function changeSpan(expression: ExpressionModel, { start, end }: { readonly start: number; readonly end: number }): Span {
  if (start < 0) return { start: expression.span.start, end: expression.span.start + 1 };
  if (end > expression.text.length) return { start: expression.span.end - 1, end: expression.span.end };
  return toSourceSpan(expression, start, end);
}
