/** How a send in a step's callback becomes a step of its own, behind that step. */
import ts from "typescript";
import { fileOf, isInside } from "./ancestors.ts";
import type { MovedSend } from "./model.ts";
import { skipOuter } from "./resolve.ts";
import { findDeclaration, isReassigned } from "./scope.ts";
import { spanOf } from "./spans.ts";

/** undefined where the send may not be reached, or what it sends is known inside the callback alone. */
export function readMovedSend(send: ts.CallExpression, step: ts.CallExpression): MovedSend | undefined {
  const statement = ts.isAwaitExpression(send.parent) ? send.parent.parent : undefined;
  const callback = skipOuter(step.arguments[1] ?? step);
  const tools = skipOuter(step.expression);
  const after = statementOf(step);
  if (!statement || !after || !ts.isExpressionStatement(statement) || !ts.isPropertyAccessExpression(tools) || send.arguments.length !== 1) return undefined;
  if (!(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) || !ts.isBlock(callback.body) || statement.parent !== callback.body || !isOwnClient(send, step)) return undefined;
  const before = callback.body.statements.slice(0, callback.body.statements.indexOf(statement));
  if (before.some(returns) || !send.arguments.every((argument) => isKnownOutside(argument, callback))) return undefined;
  return { statement: spanOf(statement), step: spanOf(after), tools: tools.expression.getText(fileOf(step)) };
}

/** `step.sendEvent` sends by the client that creates the function. */
function isOwnClient(send: ts.CallExpression, step: ts.CallExpression): boolean {
  const file = fileOf(step);
  const clientOf = (call: ts.Node, method: string): string | undefined => {
    const callee = ts.isCallExpression(call) ? skipOuter(call.expression) : undefined;
    return callee && ts.isPropertyAccessExpression(callee) && callee.name.text === method ? callee.expression.getText(file) : undefined;
  };
  const created = ts.findAncestor(step, (node) => clientOf(node, "createFunction") !== undefined);
  return created !== undefined && clientOf(created, "createFunction") === clientOf(send, "send");
}

/** `await step.run(…);` and `const x = await step.run(…);` in a block. */
function statementOf(step: ts.CallExpression): ts.Statement | undefined {
  const awaited = step.parent;
  if (!ts.isAwaitExpression(awaited)) return undefined;
  const { parent } = awaited;
  const statement = ts.isVariableDeclaration(parent) ? parent.parent.parent : parent;
  return (ts.isExpressionStatement(statement) || ts.isVariableStatement(statement)) && ts.isBlock(statement.parent) ? statement : undefined;
}

function returns(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => returns(child) || undefined) ?? false);
}

function isKnownOutside(node: ts.Node, callback: ts.Node): boolean {
  const declaration = ts.isIdentifier(node) ? findDeclaration(node.text, node, "value") : undefined;
  if (declaration && (isInside(declaration, callback) || isReassigned(declaration))) return false;
  return !(ts.forEachChild(node, (child) => !isKnownOutside(child, callback) || undefined) ?? false);
}
