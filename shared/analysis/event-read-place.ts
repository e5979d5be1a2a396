/** Whether every run of a handler comes to a place in it. */
import ts from "typescript";
import type { FunctionNode } from "./create-function.ts";
import { oncePerAnalysis } from "./one-analysis.ts";
import type { Recogniser } from "./roles.ts";
import { toolOf } from "./step-call.ts";

/** True where a branch, a loop, a `try`, an earlier exit or a callback other than a step's decides on the place. */
export function isConditional(recogniser: Recogniser, handler: FunctionNode, place: ts.Node): boolean {
  let node = place;
  for (; node !== handler; node = node.parent) {
    if (ts.isSourceFile(node) || decides(node.parent, node)) return true;
    if (!ts.isFunctionLike(node)) continue;
    if (leavesBefore(node, place) || !isStepCallback(recogniser, node)) return true;
  }
  return leavesBefore(handler, place);
}

function decides(parent: ts.Node, node: ts.Node): boolean {
  if (ts.isIfStatement(parent) || ts.isSwitchStatement(parent)) return parent.expression !== node;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.expression !== node;
  if (ts.isIterationStatement(parent, false) || ts.isCaseOrDefaultClause(parent) || ts.isCatchClause(parent) || ts.isClassLike(parent)) return true;
  if (ts.isTryStatement(parent)) return parent.tryBlock === node && parent.catchClause !== undefined;
  if (ts.isBinaryExpression(parent)) return parent.right === node && isShortCircuit(parent.operatorToken.kind);
  if (ts.isBindingElement(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isCallExpression(parent)) return parent.expression !== node && (parent.flags & ts.NodeFlags.OptionalChain) !== 0;
  // `step.run(…).catch(…)`: a failure may be what is expected.
  return ts.isPropertyAccessExpression(parent) && parent.expression === node && (parent.name.text === "catch" || parent.name.text === "then");
}

function isShortCircuit(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken
    || operator === ts.SyntaxKind.AmpersandAmpersandEqualsToken || operator === ts.SyntaxKind.BarBarEqualsToken || operator === ts.SyntaxKind.QuestionQuestionEqualsToken;
}

function isStepCallback(recogniser: Recogniser, fn: ts.Node): boolean {
  const call = fn.parent;
  return ts.isCallExpression(call) && call.expression !== fn && toolOf(recogniser, call) === "run";
}

function leavesBefore(fn: ts.Node, place: ts.Node): boolean {
  return firstExit(fn) <= place.pos;
}

/** Where the first `return` or `throw` of a function ends; Infinity where there is none. */
const firstExit = oncePerAnalysis((fn: ts.Node): number => {
  let first = Infinity;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isExpression(node)) return;
    if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) first = Math.min(first, node.end);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(fn, visit);
  return first;
});
