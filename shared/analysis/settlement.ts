/**
 * What becomes of a promise, told from the expressions around the call: whatever is not surely dropped counts as used.
 */
import ts from "typescript";
import { above, fileOf, functionAround, isInside } from "./ancestors.ts";
import { isAssignment } from "./mentions.ts";
import type { Settlement } from "./model.ts";
import { resolveValue } from "./resolve.ts";
import { findDeclaration, referencesTo } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";

export interface Settled {
  readonly settlement: Settlement;
  /** The expression that `await` would settle: the call, its `.then` chain, the `Promise.all` around it. */
  readonly target: ts.Expression;
}

const CHAIN = new Set(["then", "catch", "finally"]);
const COMBINATORS = new Set(["all", "allSettled", "race", "any", "resolve"]);

/** One step outwards: decided, or the next expression to look around. */
type Outward = { readonly settlement: Settlement } | { readonly next: ts.Expression; readonly promise?: boolean };

const USED: Outward = { settlement: "used" };
const FLOATING: Outward = { settlement: "floating" };

export function settle(files: SourceFiles, call: ts.CallExpression): Settled {
  let node: ts.Expression = call;
  let target: ts.Expression = call;
  // Bounded by the depth of the tree.
  for (;;) {
    const outward = lookOutward(files, node);
    if ("settlement" in outward) return { settlement: outward.settlement, target };
    node = outward.next;
    if (outward.promise) target = node;
  }
}

function lookOutward(files: SourceFiles, node: ts.Expression): Outward {
  const parent = node.parent;
  if (ts.isExpressionStatement(parent)) return FLOATING;
  if (ts.isVoidExpression(parent)) return FLOATING;
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)
    || ts.isNonNullExpression(parent) || ts.isTypeAssertionExpression(parent)) return { next: parent };
  if (ts.isPropertyAccessExpression(parent)) return throughChain(files, parent);
  if (ts.isArrayLiteralExpression(parent)) return { next: parent };
  if (ts.isCallExpression(parent)) return throughArgument(parent, node);
  if (ts.isConditionalExpression(parent)) return parent.condition === node ? USED : { next: above(node) as ts.Expression };
  if (ts.isBinaryExpression(parent)) return throughBinary(parent, node);
  if (ts.isVariableDeclaration(parent)) return throughVariable(parent, node);
  return USED;
}

/** `.then(…)` passes the promise on to the chain; a chain that hands its result to someone else's callback is used. */
function throughChain(files: SourceFiles, access: ts.PropertyAccessExpression): Outward {
  const call = access.parent;
  if (isCall(access.expression) && !isOfPromise(access.name.text)) return FLOATING;
  if (!ts.isCallExpression(call) || call.expression !== access || !CHAIN.has(access.name.text)) return USED;
  if (insidePromiseExecutor(files, call)) return USED;
  const inline = call.arguments.every((argument) => ts.isArrowFunction(argument) || ts.isFunctionExpression(argument) || resolvesToFunction(files, argument));
  return inline ? { next: call, promise: true } : USED;
}

function resolvesToFunction(files: SourceFiles, argument: ts.Expression): boolean {
  const value = resolveValue(files, argument);
  return value.kind === "node" && (ts.isFunctionLike(value.node) || value.node.kind === ts.SyntaxKind.NullKeyword);
}

/** `new Promise((resolve) => { step.run(…).then(…) })` settles through `resolve`. */
function insidePromiseExecutor(files: SourceFiles, node: ts.Node): boolean {
  const owner = ts.findAncestor(node, (candidate) => ts.isFunctionLike(candidate) && ts.isNewExpression(candidate.parent));
  if (!owner) return false;
  const value = resolveValue(files, (owner.parent as ts.NewExpression).expression);
  return value.kind === "node" && ts.isIdentifier(value.node) && value.node.text === "Promise";
}

function throughArgument(call: ts.CallExpression, argument: ts.Expression): Outward {
  if (call.expression === argument) return USED;
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return USED;
  if (callee.expression.text === "Promise" && COMBINATORS.has(callee.name.text) && !findDeclaration("Promise", callee, "value")) return { next: call, promise: true };
  return callee.name.text === "push" && isOnlyPushedTo(callee.expression) ? FLOATING : USED;
}

/** A local array that is filled and never read. */
function isOnlyPushedTo(name: ts.Identifier): boolean {
  const declaration = findDeclaration(name.text, name, "value");
  if (!declaration || !ts.isVariableDeclaration(declaration) || isExported(declaration)) return false;
  if (!declaration.initializer || !ts.isArrayLiteralExpression(declaration.initializer)) return false;
  return referencesTo(declaration).every((reference) => {
    const access = reference.parent;
    return ts.isPropertyAccessExpression(access) && access.name.text === "push" && ts.isCallExpression(access.parent)
      && access.parent.expression === access && ts.isExpressionStatement(access.parent.parent);
  });
}

function throughBinary(parent: ts.BinaryExpression, node: ts.Expression): Outward {
  const operator = parent.operatorToken.kind;
  if (operator === ts.SyntaxKind.CommaToken) return parent.left === node ? FLOATING : { next: parent };
  if (parent.right === node && (operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken)) return { next: parent };
  if (parent.right !== node || !isAssignment(operator) || !ts.isIdentifier(parent.left)) return USED;
  const declaration = findDeclaration(parent.left.text, parent.left, "value");
  if (!declaration || !ts.isVariableDeclaration(declaration) || isExported(declaration)) return USED;
  return ts.isExpressionStatement(parent.parent) && referencesTo(declaration).every(isPlainWrite) ? FLOATING : USED;
}

/** `x = …;` reads nothing. */
function isPlainWrite(reference: ts.Identifier): boolean {
  const parent = reference.parent;
  return ts.isBinaryExpression(parent) && parent.left === reference && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isExpressionStatement(parent.parent);
}

/** `user.email`, `if (!user)`: the promise is taken for what it resolves to, and waited for by none of these. */
function isTakenForResult(reference: ts.Identifier): boolean {
  const parent = reference.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === reference && !isOfPromise(parent.name.text);
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  return ts.isIfStatement(parent) && parent.expression === reference;
}

/** A step or a chain of it, which is a promise for sure: no list of promises, no alternative. */
function isCall(node: ts.Expression): boolean {
  return ts.isParenthesizedExpression(node) ? isCall(node.expression) : ts.isCallExpression(node);
}

/** What a promise has; an empty name is one that is not typed yet. */
function isOfPromise(name: string): boolean {
  return name === "" || CHAIN.has(name) || name in Object.prototype;
}

function throughVariable(declaration: ts.VariableDeclaration, node: ts.Expression): Outward {
  if (isExported(declaration)) return USED;
  if (ts.isIdentifier(declaration.name)) {
    // An empty name is one that is not typed yet.
    if (declaration.name.text === "") return USED;
    const isPromise = isCall(node);
    return referencesTo(declaration).every((reference) => isPlainWrite(reference) || (isPromise && isTakenForResult(reference))) ? FLOATING : USED;
  }
  // `const { ids } = step.sendEvent(…)` reads a property of the promise itself, which it does not have.
  if (!ts.isObjectBindingPattern(declaration.name) || ts.isArrayLiteralExpression(node) || isLogical(node)) return USED;
  const keys = declaration.name.elements.map((element) => (element.propertyName ?? element.name).getText());
  return declaration.name.elements.some((element) => element.dotDotDotToken) || keys.some((key) => CHAIN.has(key)) || keys.length === 0 ? USED : FLOATING;
}

function isLogical(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) || ts.isConditionalExpression(node);
}

function isExported(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  if (!ts.isVariableStatement(statement)) return ts.isForOfStatement(statement) || ts.isForInStatement(statement);
  return statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** Position for `await ` before an expression, where the function around it is async. */
export function awaitPosition(target: ts.Expression): number | undefined {
  // `await step.run(…).email` would wait for the key.
  return ts.isPropertyAccessExpression(target.parent) || !mayAwait(target) ? undefined : target.getStart(fileOf(target));
}

/** Whether an `await` may stand in place of an expression. */
export function mayAwait(target: ts.Expression): boolean {
  const owner = functionAround(target);
  if (!owner || !(ts.getCombinedModifierFlags(owner) & ts.ModifierFlags.Async)) return false;
  return !owner.parameters.some((parameter) => isInside(target, parameter));
}
