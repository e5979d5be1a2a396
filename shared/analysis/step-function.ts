/** What `step.run` is given in place of a function, where it surely is none. */
import ts from "typescript";
import { resolveValue, skipOuter } from "./resolve.ts";
import { findDeclaration } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";
import type { WrongFunction } from "./step-facts.ts";
import { spanOf } from "./spans.ts";

/** Only what is written in place: what a name stands for may be callable. */
const VALUES: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.StringLiteral, "a string"], [ts.SyntaxKind.NoSubstitutionTemplateLiteral, "a string"], [ts.SyntaxKind.TemplateExpression, "a string"],
  [ts.SyntaxKind.NumericLiteral, "a number"], [ts.SyntaxKind.ObjectLiteralExpression, "an object"], [ts.SyntaxKind.ArrayLiteralExpression, "an array"],
]);

export function readWrongFunction(files: SourceFiles, call: ts.CallExpression): WrongFunction | undefined {
  if (call.arguments.some(ts.isSpreadElement)) return undefined;
  const [, given] = call.arguments;
  if (!given) return call.arguments.length === 1 ? { found: "nothing", span: spanOf(call.expression) } : undefined;
  const called = calledAtOnce(files, given);
  if (called) return { found: "promise", span: spanOf(given), called: spanOf(called) };
  const found = VALUES.get(skipOuter(given).kind);
  return found === undefined ? undefined : { found, span: spanOf(given) };
}

/** `await fetch(…)`, and `work()` of an async function: what they give is a response or a promise. */
function calledAtOnce(files: SourceFiles, given: ts.Expression): ts.CallExpression | undefined {
  const expression = skipOuter(given);
  const inner = ts.isAwaitExpression(expression) ? skipOuter(expression.expression) : expression;
  if (!ts.isCallExpression(inner)) return undefined;
  const callee = skipOuter(inner.expression);
  if (ts.isIdentifier(callee) && callee.text === "fetch" && !findDeclaration("fetch", callee, "value")) return inner;
  const value = inner === expression ? resolveValue(files, callee) : undefined;
  return value?.kind === "node" && isAsync(value.node) ? inner : undefined;
}

function isAsync(node: ts.Node): boolean {
  return (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node)) && !node.asteriskToken && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
}
