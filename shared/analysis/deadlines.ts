/**
 * Comparisons of the clock with a time that is fixed. Their answer changes once, so code that only ends by them does the
 * same at each replay until then, which is what a deadline is for.
 */
import ts from "typescript";
import { functionAround } from "./ancestors.ts";
import { operandsOf } from "./conditions.ts";
import { readLiteral } from "./literals.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration, isReassigned } from "./scope.ts";
import { findUnsteady } from "./unsteady.ts";

/** `rising` becomes true as time goes by, `falling` becomes false. */
export type Trend = "rising" | "falling";

const DEPTH = 8;

export function trendOf(recogniser: Recogniser, condition: ts.Expression, depth = DEPTH): Trend | undefined {
  const node = skipOuter(condition);
  if (depth === 0) return undefined;
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken ? opposite(trendOf(recogniser, node.operand, depth - 1)) : undefined;
  if (ts.isIdentifier(node)) return ofVariable(node, (initializer) => trendOf(recogniser, initializer, depth - 1));
  if (ts.isCallExpression(node)) return trendOfCall(recogniser, node, depth - 1);
  if (!ts.isBinaryExpression(node)) return undefined;
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.BarBarToken) {
    const trends = new Set(operandsOf(node, operator).filter((operand) => findUnsteady(recogniser, operand)).map((operand) => trendOf(recogniser, operand, depth - 1)));
    return trends.size === 1 ? [...trends][0] : undefined;
  }
  const greater = operator === ts.SyntaxKind.GreaterThanToken || operator === ts.SyntaxKind.GreaterThanEqualsToken;
  if (!greater && operator !== ts.SyntaxKind.LessThanToken && operator !== ts.SyntaxKind.LessThanEqualsToken) return undefined;
  const trend = compare(slopeOf(recogniser, node.left, depth - 1), slopeOf(recogniser, node.right, depth - 1));
  return greater ? trend : opposite(trend);
}

/** Whether a condition compares the clock with the very time that another expression stands for. */
export function isComparedWith(recogniser: Recogniser, condition: ts.Expression, time: ts.Expression): boolean {
  const node = skipOuter(condition);
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    const both = operator === ts.SyntaxKind.AmpersandAmpersandToken ? operandsOf(node, operator).filter((operand) => findUnsteady(recogniser, operand)) : [];
    return both.length > 0 ? both.some((operand) => isComparedWith(recogniser, operand, time)) : [node.left, node.right].some((operand) => timeIn(operand) === timeIn(time));
  }
  if (ts.isIdentifier(node)) return ofVariable(node, (initializer) => isComparedWith(recogniser, initializer, time)) ?? false;
  if (!ts.isCallExpression(node)) return false;
  const receiver = ts.isPropertyAccessExpression(node.expression) ? [node.expression.expression] : [];
  return [...receiver, ...node.arguments].some((operand) => timeIn(operand) === timeIn(time));
}

/** The text of a time without what makes a date or a number of it: `at` of `new Date(at).getTime()`. */
function timeIn(expression: ts.Expression): string {
  const node = skipOuter(expression);
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && node.arguments?.length === 1 && node.arguments[0]) return timeIn(node.arguments[0]);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.PlusToken) return timeIn(node.operand);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && /^(?:getTime|valueOf|toISOString|toDate)$/.test(node.expression.name.text)) return timeIn(node.expression.expression);
  return node.getText();
}

/** Trend of `a > b`. */
function compare(a: number | undefined, b: number | undefined): Trend | undefined {
  if (a === undefined || b === undefined || (a !== 0) === (b !== 0)) return undefined;
  return a - b > 0 ? "rising" : "falling";
}

function opposite(trend: Trend | undefined): Trend | undefined {
  return trend && (trend === "rising" ? "falling" : "rising");
}

/** `isPast(date)`, `isAfter(date, new Date())` of date-fns; `dayjs().isAfter(date)`. */
function trendOfCall(recogniser: Recogniser, call: ts.CallExpression, depth: number): Trend | undefined {
  const callee = skipOuter(call.expression);
  const [first, second] = call.arguments;
  const target = resolveValue(recogniser.files, callee);
  if (target.kind === "package") {
    if (!/^date-fns(\/|$)/.test(target.name) || !first) return undefined;
    const name = target.members.at(-1);
    if (name === "isPast" || name === "isFuture") return findUnsteady(recogniser, first) ? undefined : name === "isPast" ? "rising" : "falling";
    return second && compareBy(name, slopeOf(recogniser, first, depth), slopeOf(recogniser, second, depth));
  }
  if (!ts.isPropertyAccessExpression(callee) || !first) return undefined;
  return compareBy(callee.name.text, slopeOf(recogniser, callee.expression, depth), slopeOf(recogniser, first, depth));
}

function compareBy(name: string | undefined, a: number | undefined, b: number | undefined): Trend | undefined {
  return name === "isAfter" ? compare(a, b) : name === "isBefore" ? opposite(compare(a, b)) : undefined;
}

/** 1 for what grows with the clock, -1 for what shrinks, 0 for what stays; undefined for what jumps, as the hour of the day does. */
function slopeOf(recogniser: Recogniser, expression: ts.Expression, depth: number): number | undefined {
  const node = skipOuter(expression);
  if (depth <= 0) return undefined;
  if (!findUnsteady(recogniser, node)) return 0;
  const inner = (each: ts.Expression): number | undefined => slopeOf(recogniser, each, depth - 1);
  if (ts.isIdentifier(node)) return ofVariable(node, inner);
  if (ts.isNewExpression(node)) return node.expression.getText() === "Date" && !node.arguments?.length ? 1 : undefined;
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.PlusToken ? inner(node.operand) : undefined;
  if (ts.isCallExpression(node)) return slopeOfCall(recogniser, node, inner);
  if (!ts.isBinaryExpression(node)) return undefined;
  const [left, right] = [inner(node.left), inner(node.right)];
  if (left === undefined || right === undefined) return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken: return left === 0 || right === 0 ? left + right : undefined;
    case ts.SyntaxKind.MinusToken: return left === 0 || right === 0 ? left - right : undefined;
    case ts.SyntaxKind.AsteriskToken: case ts.SyntaxKind.SlashToken: return isPositive(recogniser, node.right) ? left : undefined;
    default: return undefined;
  }
}

function slopeOfCall(recogniser: Recogniser, call: ts.CallExpression, inner: (expression: ts.Expression) => number | undefined): number | undefined {
  const text = call.expression.getText();
  if (text === "Date.now") return 1;
  if (/^(?:Math\.(?:floor|round|ceil|trunc)|Number)$/.test(text)) return call.arguments[0] && inner(call.arguments[0]);
  const target = resolveValue(recogniser.files, call.expression);
  if (target.kind === "package") return (target.name === "dayjs" || target.name === "moment") && call.arguments.length === 0 ? 1 : undefined;
  return ts.isPropertyAccessExpression(call.expression) && /^(?:getTime|valueOf|toISOString|unix)$/.test(call.expression.name.text) ? inner(call.expression.expression) : undefined;
}

function isPositive(recogniser: Recogniser, expression: ts.Expression): boolean {
  const { value } = readLiteral(recogniser.files, expression);
  return value.kind === "number" && value.value !== undefined && value.value > 0;
}

function ofVariable<T>(name: ts.Identifier, read: (initializer: ts.Expression) => T | undefined): T | undefined {
  const declaration = findDeclaration(name.text, name, "value");
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || isReassigned(declaration)) return undefined;
  return functionAround(declaration) ? read(declaration.initializer) : undefined;
}
