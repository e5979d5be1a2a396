/** What a call gives whose function does nothing but return it: `stepId("send", user)`. */
import ts from "typescript";
import { fileOf } from "./ancestors.ts";
import { giveArguments } from "./given.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import { findDeclaration, isReassigned } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";
import { isPlain, stableText } from "./stable-text.ts";

export interface GivenBack {
  readonly result: ts.Expression;
  /** Knows what the function's parameters stand for. */
  readonly files: SourceFiles;
}

/** Undefined where it is another function's to tell: one that a subclass may override, waits, or returns in more than one place. */
export function givenBack(files: SourceFiles, call: ts.CallExpression): GivenBack | undefined {
  const value = resolveValue(files, skipOuter(call.expression));
  if (value.kind !== "node" || !(ts.isArrowFunction(value.node) || ts.isFunctionExpression(value.node) || ts.isFunctionDeclaration(value.node) || isMethodOfOne(value.node))) return undefined;
  const fn = value.node;
  if (fn.asteriskToken || ts.getCombinedModifierFlags(fn as ts.Declaration) & ts.ModifierFlags.Async) return undefined;
  const result = soleReturn(fn);
  return result && { result, files: giveArguments(files, fn, call.arguments) };
}

/** As `sameText`: of a function that makes its result of what it is given, the same arguments make the same. */
export function sameCallText(files: SourceFiles, expression: ts.Expression): string | undefined {
  const call = skipOuter(expression);
  const back = ts.isCallExpression(call) ? givenBack(files, call) : undefined;
  if (!back || !ts.isCallExpression(call) || !isPlain(back.result) || !isOfConstants(back.result) || !call.arguments.every(isPlain)) return undefined;
  return stableText(call, { file: fileOf(call), from: call });
}

function isOfConstants(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isOfConstants(node.expression);
  if (!ts.isIdentifier(node)) return ts.forEachChild(node, (child) => !isOfConstants(child) || undefined) !== true;
  const declaration = findDeclaration(node.text, node, "value");
  return declaration !== undefined && !isReassigned(declaration);
}

function isMethodOfOne(node: ts.Node): node is ts.MethodDeclaration {
  return ts.isMethodDeclaration(node) && (ts.isObjectLiteralExpression(node.parent) || (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0);
}

/** At the end of constants, if of anything. */
function soleReturn({ body }: ts.FunctionLikeDeclaration): ts.Expression | undefined {
  if (!body || !ts.isBlock(body)) return body;
  const last = body.statements.at(-1);
  return last && ts.isReturnStatement(last) && body.statements.slice(0, -1).every(ts.isVariableStatement) ? last.expression : undefined;
}
