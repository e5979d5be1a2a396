/** Where the result of a step goes: the variable that takes it, and the first thing that is done with it. */
import ts from "typescript";
import { functionAround, isInside } from "./ancestors.ts";
import type { UncheckedResult } from "./step-facts.ts";
import { withOuter } from "./resolve.ts";
import { findDeclaration, isReassigned, referencesTo } from "./scope.ts";
import { spanOf } from "./spans.ts";

export interface StepResult {
  /** `await step.run(…)` with the parentheses and assertions around it; for a member of `Promise.all`, the step alone. */
  readonly expression: ts.Expression;
  /** True where a type assertion or annotation hides from TypeScript what the step returns. */
  readonly retyped: boolean;
  /** `const x = await …`, or the `x` of `const [, x] = await Promise.all([…])`. */
  readonly binding?: ts.VariableDeclaration | ts.BindingElement;
}

/** Undefined where the result is not awaited in place. */
export function resultOf(call: ts.CallExpression): StepResult | undefined {
  const promise = withOuter(call);
  if (ts.isAwaitExpression(promise.parent)) {
    const expression = withOuter(promise.parent);
    const { parent } = expression;
    const retyped = isRetyped(expression) || isRetyped(promise);
    if (!ts.isVariableDeclaration(parent) || parent.initializer !== expression) return { expression, retyped };
    return { expression, retyped: retyped || parent.type !== undefined, binding: parent };
  }
  const binding = memberOfAll(promise);
  return binding && { expression: promise, retyped: isRetyped(promise), binding };
}

/** `x!`, `x as any`. */
function isAssured(outer: ts.Expression): boolean {
  for (let node = outer; ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.isNonNullExpression(node); node = node.expression) {
    if (!ts.isParenthesizedExpression(node)) return true;
  }
  return false;
}

function isRetyped(outer: ts.Expression): boolean {
  for (let node = outer; ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.isNonNullExpression(node); node = node.expression) {
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return true;
  }
  return false;
}

/** `const [a, b] = await Promise.all([stepA, stepB])`. */
function memberOfAll(promise: ts.Expression): ts.BindingElement | undefined {
  const array = promise.parent;
  if (!ts.isArrayLiteralExpression(array) || array.elements.some(ts.isSpreadElement)) return undefined;
  const all = array.parent;
  if (!ts.isCallExpression(all) || all.arguments[0] !== array || all.expression.getText() !== "Promise.all" || findDeclaration("Promise", all, "value")) return undefined;
  const declaration = ts.isAwaitExpression(all.parent) ? all.parent.parent : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isArrayBindingPattern(declaration.name)) return undefined;
  const element = declaration.name.elements[array.elements.indexOf(promise)];
  return element && ts.isBindingElement(element) && !element.dotDotDotToken && !element.initializer ? element : undefined;
}

/** A read of the result of a wait that nothing before it makes sure of: the first mention already takes it apart. */
export function findUncheckedUse(call: ts.CallExpression): UncheckedResult | undefined {
  const result = resultOf(call);
  if (!result) return undefined;
  const { binding, expression } = result;
  const retyped = result.retyped || isAssured(expression);
  if (!binding) return isTakenApart(expression) && !isInTry(expression, call) ? { use: spanOf(expression.parent), member: memberText(expression), retyped } : undefined;
  if (ts.isObjectBindingPattern(binding.name)) {
    const [first] = binding.name.elements;
    return first && !isInTry(binding, call) ? { use: spanOf(binding.name), member: (first.propertyName ?? first.name).getText(), retyped } : undefined;
  }
  if (!ts.isIdentifier(binding.name) || isReassigned(binding)) return undefined;
  const mention = referencesTo(binding).find((reference) => reference.pos > binding.end);
  const use = mention && withOuter(mention);
  if (!use || !isTakenApart(use) || isInTry(use, call)) return undefined;
  const statement = ts.findAncestor(binding, ts.isVariableStatement);
  const guard = statement && ts.isBlock(statement.parent) && functionAround(use) ? { guardAt: statement.end } : {};
  return { use: spanOf(ts.isVariableDeclaration(use.parent) ? use.parent.name : use.parent), member: memberText(use), variable: binding.name.text, retyped: retyped || isAssured(use), ...guard };
}

/** `x.data`, `x!.data`, `x["data"]`, `const { data } = x`: throws where `x` is null. */
function isTakenApart(use: ts.Expression): boolean {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression === use && !parent.questionDotToken;
  return ts.isVariableDeclaration(parent) && parent.initializer === use && ts.isObjectBindingPattern(parent.name) && parent.name.elements.length > 0;
}

function memberText(use: ts.Expression): string {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text;
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression.getText();
  const name = ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name) ? parent.name.elements[0] : undefined;
  return (name?.propertyName ?? name?.name)?.getText() ?? "";
}

/** A `catch` around the use may be there for the timeout. */
function isInTry(use: ts.Node, call: ts.CallExpression): boolean {
  const owner = functionAround(call);
  for (let node = use; node !== owner && !ts.isSourceFile(node); node = node.parent) {
    if (ts.isTryStatement(node.parent) && node.parent.tryBlock === node && node.parent.catchClause && isInside(use, node)) return true;
  }
  return false;
}
