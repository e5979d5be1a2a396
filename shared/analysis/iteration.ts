/** Steps in the callback of `forEach` or `map`, where nothing takes the promises that the callback returns. */
import ts from "typescript";
import { functionAround } from "./ancestors.ts";
import type { Iteration } from "./step-facts.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import { findDeclaration } from "./scope.ts";
import { awaitPosition, settle } from "./settlement.ts";
import type { SourceFiles } from "./source-files.ts";
import { spanOf } from "./spans.ts";

type Callback = ts.ArrowFunction | ts.FunctionExpression;

/** The lost iteration in whose callback a step call stands; undefined where there is none or its promises are taken. */
export function findLostIteration(files: SourceFiles, step: ts.CallExpression): Iteration | undefined {
  const callback = functionAround(step);
  if (!callback || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return undefined;
  const call = callback.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== callback || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const { name, expression: receiver, questionDotToken } = call.expression;
  const method = name.text;
  if ((method !== "forEach" && method !== "map") || !isGivenBack(step, callback)) return undefined;
  const awaited = ts.isAwaitExpression(call.parent);
  // Another library's `forEach` may return a promise worth awaiting, so there the receiver must be an array.
  if (awaited ? !isArray(files, receiver) : settle(files, call).settlement !== "floating") return undefined;
  const awaitAt = awaitPosition(call);
  const loop = awaitAt === undefined || questionDotToken || !ts.isExpressionStatement(awaited ? call.parent.parent : call.parent) ? undefined : readLoop(callback, awaited ? call.parent.parent : call.parent);
  return {
    method, awaited, optional: questionDotToken !== undefined, span: spanOf(call), nameSpan: spanOf(name), receiver: spanOf(receiver),
    ...(awaitAt === undefined ? {} : { awaitAt }), ...(loop ? { loop } : {}),
  };
}

/** Whether the callback's own promise stands for the step: it awaits the step or returns it. */
function isGivenBack(step: ts.CallExpression, callback: Callback): boolean {
  for (let node: ts.Node = step; node !== callback; node = node.parent) {
    const parent = node.parent;
    if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent) || parent === callback) return true;
    const passes = ts.isParenthesizedExpression(parent) || ts.isPropertyAccessExpression(parent) || (ts.isCallExpression(parent) && parent.expression === node)
      || ts.isAsExpression(parent) || ts.isNonNullExpression(parent);
    if (!passes) return false;
  }
  return false;
}

function isArray(files: SourceFiles, receiver: ts.Expression): boolean {
  const value = resolveValue(files, receiver);
  if (value.kind !== "node") return false;
  if (ts.isArrayLiteralExpression(value.node)) return true;
  if (!ts.isCallExpression(value.node) || !ts.isPropertyAccessExpression(value.node.expression)) return false;
  const owner = skipOuter(value.node.expression.expression);
  return ts.isIdentifier(owner) && (owner.text === "Object" || owner.text === "Array") && !findDeclaration(owner.text, owner, "value");
}

/** What a `for … of` needs: one plain parameter, and a body that does not return. */
function readLoop(callback: Callback, statement: ts.Node): Iteration["loop"] {
  const [parameter, ...others] = callback.parameters;
  if (!parameter || others.length > 0 || parameter.initializer || parameter.dotDotDotToken || returns(callback.body)) return undefined;
  const body = skipOuter(callback.body as ts.Expression);
  return { variable: parameter.name.getText(), body: spanOf(callback.body), block: ts.isBlock(callback.body), awaits: ts.isAwaitExpression(body), statement: spanOf(statement) };
}

function returns(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  if (ts.isFunctionLike(node)) return false;
  return ts.forEachChild(node, (child) => returns(child) || undefined) ?? false;
}
