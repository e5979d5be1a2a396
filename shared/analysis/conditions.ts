/** What the outcome of a condition tells, so that two of them can be seen to exclude each other. */
import ts from "typescript";
import { fileOf } from "./ancestors.ts";
import type { Decided, Decision } from "./model.ts";
import { skipOuter } from "./resolve.ts";
import { findDeclaration } from "./scope.ts";
import { stableText } from "./stable-text.ts";
import type { TextPlace } from "./stable-text.ts";

/**
 * What is known once `condition` came out as `truth`. Conditions are known by their text as long as nothing in them is
 * written to, so that `if (pro)` and a later `if (!pro)`, or `plan === "a"` and `plan === "b"`, exclude each other.
 * `scope` tells apart the calls through which one piece of code is reached; `from` is a place in the condition's scope.
 */
export function decisions(scope: string, condition: ts.Expression, truth: boolean, from: ts.Node = condition): Decided[] {
  const file = fileOf(from);
  const at: Place = { scope, file, from };
  return [{ statement: `${scope}|${file.fileName}:${String(condition.getStart(file))}`, branch: truth ? "true" : "!true" }, ...known(at, condition, truth)];
}

interface Place extends TextPlace {
  readonly scope: string;
}

function known(at: Place, condition: ts.Expression, truth: boolean): Decided[] {
  const node = skipOuter(condition);
  if (isNot(node)) return known(at, node.operand, !truth);
  const operator = ts.isBinaryExpression(node) ? node.operatorToken.kind : undefined;
  if (!ts.isBinaryExpression(node) || (operator !== AND && operator !== OR)) return single(at, node, truth);
  const operands = operandsOf(node, node.operatorToken.kind);
  // `a && b` that is false, like `a || b` that is true, says that one of its parts is.
  if ((operator === AND) !== truth) return [{ anyOf: operands.map((operand) => known(at, operand, truth).filter((part) => "branch" in part)) }];
  return operands.flatMap((operand) => known(at, operand, truth));
}

const AND = ts.SyntaxKind.AmpersandAmpersandToken;
const OR = ts.SyntaxKind.BarBarToken;

function isNot(node: ts.Expression): node is ts.PrefixUnaryExpression {
  return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;
}

/** `a && b && c` as its three parts. */
export function operandsOf(node: ts.BinaryExpression, operator: ts.SyntaxKind): ts.Expression[] {
  const operands: ts.Expression[] = [];
  const rest: ts.Expression[] = [node];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const part = skipOuter(next);
    if (ts.isBinaryExpression(part) && part.operatorToken.kind === operator) rest.push(part.right, part.left);
    else operands.push(part);
  }
  return operands;
}

function single(at: Place, node: ts.Expression, truth: boolean): Decision[] {
  return ts.isBinaryExpression(node) ? [...truthiness(at, node, truth), ...equality(at, node, truth), ...order(at, node, truth)] : truthiness(at, node, truth);
}

/** What counts as false in a condition, as `is` names it. */
const FALSY = ["null", "undefined", "false", "0", "\"\""];

function truthiness(at: Place, node: ts.Expression, truth: boolean): Decision[] {
  const key = stableText(node, at);
  if (key === undefined) return [];
  const own = { statement: `${at.scope}|if ${key}`, branch: truth ? "true" : "!true" };
  return [own, ...(truth ? FALSY.map((value) => ({ statement: `${at.scope}|is ${key}`, branch: `!${value}` })) : isCount(node) ? [{ statement: `${at.scope}|is ${key}`, branch: "0" }] : [])];
}

function equality(at: Place, node: ts.BinaryExpression, truth: boolean): Decision[] {
  const operator = node.operatorToken.kind;
  const equal = operator === ts.SyntaxKind.EqualsEqualsEqualsToken || operator === ts.SyntaxKind.EqualsEqualsToken;
  const unequal = operator === ts.SyntaxKind.ExclamationEqualsEqualsToken || operator === ts.SyntaxKind.ExclamationEqualsToken;
  if (!equal && !unequal) return [];
  const [subject, constant] = isConstant(at, node.right) ? [node.left, node.right] : [node.right, node.left];
  const key = stableText(subject, at);
  if (key === undefined || !isConstant(at, constant)) return [];
  const value = skipOuter(constant).getText(at.file).replaceAll(/^['"`]|['"`]$/g, "\"");
  const holds = truth === equal;
  const known = { statement: `${at.scope}|is ${key}`, branch: `${holds ? "" : "!"}${value}` };
  if (holds) return [known, { statement: `${at.scope}|if ${key}`, branch: FALSY.includes(value) ? "!true" : "true" }];
  return isCount(subject) && value === "0" ? [known, { statement: `${at.scope}|if ${key}`, branch: "true" }] : [known];
}

/** `a < b` and `a >= b` deny each other; a count above 0 is not 0. */
function order(at: Place, node: ts.BinaryExpression, truth: boolean): Decision[] {
  const operator = node.operatorToken.kind;
  const swapped = operator === ts.SyntaxKind.GreaterThanToken || operator === ts.SyntaxKind.LessThanEqualsToken;
  const negative = operator === ts.SyntaxKind.GreaterThanEqualsToken || operator === ts.SyntaxKind.LessThanEqualsToken;
  if (!swapped && !negative && operator !== ts.SyntaxKind.LessThanToken) return [];
  const [low, high] = swapped ? [node.right, node.left] : [node.left, node.right];
  const [lowKey, highKey] = [stableText(low, at), stableText(high, at)];
  if (lowKey === undefined || highKey === undefined) return [];
  const less = truth !== negative;
  const known = { statement: `${at.scope}|less ${lowKey} ${highKey}`, branch: less ? "true" : "!true" };
  return skipOuter(low).getText(at.file) === "0" && isCount(high) ? [known, ...truthiness(at, high, less)] : [known];
}

/** A length is never negative. */
function isCount(outer: ts.Expression): boolean {
  const node = skipOuter(outer);
  return ts.isPropertyAccessExpression(node) && (node.name.text === "length" || node.name.text === "size");
}

function isConstant(at: Place, node: ts.Expression): boolean {
  const expression = skipOuter(node);
  return isFixed(at, expression) || ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression) || expression.kind === ts.SyntaxKind.NullKeyword
    || expression.kind === ts.SyntaxKind.TrueKeyword || expression.kind === ts.SyntaxKind.FalseKeyword
    || (ts.isIdentifier(expression) && expression.text === "undefined");
}

/** A constant or enum of the module or of another one: one with another name is taken to have another value. */
function isFixed(at: Place, expression: ts.Expression): boolean {
  let root = expression;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  const declaration = ts.isIdentifier(root) ? findDeclaration(root.text, at.from, "value") : undefined;
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration)) return ts.isSourceFile(declaration.parent.parent.parent) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  return ts.isImportSpecifier(declaration) || ts.isImportClause(declaration) || (ts.isEnumDeclaration(declaration) && root !== expression);
}
