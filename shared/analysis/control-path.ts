/** Which decisions lead to a place, and what two places have to do with each other in one execution. */
import ts from "typescript";
import type { ControlPath } from "./model.ts";
import { skipOuter } from "./resolve.ts";
import { findDeclaration, isAssignment, writesBefore } from "./scope.ts";
import { placeKey } from "./spans.ts";

export type Branch = ControlPath["branches"][number];

export type PathRelation = "exclusive" | "sequential" | "parallel";

/**
 * How two steps of one function relate in one execution: never both, at the same time, or one after the other.
 * `parallel` wins over nothing but `sequential`: members of one group in exclusive branches stay exclusive.
 */
export function relatePaths(a: ControlPath, b: ControlPath): PathRelation {
  const decided = decidedBy(a);
  if (b.branches.some((right) => decided.get(right.statement)?.some((left) => contradict(left, right)))) return "exclusive";
  const parallel = a.parallel.some((left) => b.parallel.some((right) => left.group === right.group && left.member !== right.member));
  return parallel ? "parallel" : "sequential";
}

const decisionsOf = new WeakMap<ControlPath, ReadonlyMap<string, readonly Branch[]>>();

/** A path's decisions by statement, once for all the paths that it is compared with. */
function decidedBy(path: ControlPath): ReadonlyMap<string, readonly Branch[]> {
  const known = decisionsOf.get(path);
  if (known) return known;
  const decided = new Map<string, Branch[]>();
  for (const branch of path.branches) {
    const same = decided.get(branch.statement);
    if (same) same.push(branch);
    else decided.set(branch.statement, [branch]);
  }
  decisionsOf.set(path, decided);
  return decided;
}

function contradict(a: Branch, b: Branch): boolean {
  if (a.branch === b.branch) return false;
  const denies = a.branch.startsWith("!");
  if (denies === b.branch.startsWith("!")) return !denies;
  return a.branch === `!${b.branch}` || b.branch === `!${a.branch}`;
}

export function negate(branch: Branch): Branch {
  return { statement: branch.statement, branch: branch.branch.startsWith("!") ? branch.branch.slice(1) : `!${branch.branch}` };
}

/**
 * What is known once `condition` came out as `truth`. Conditions are known by their text as long as nothing in them is
 * written to, so that `if (pro)` and a later `if (!pro)`, or `plan === "a"` and `plan === "b"`, exclude each other.
 * `scope` tells apart the calls through which one piece of code is reached.
 */
export function decisions(scope: string, condition: ts.Expression, truth: boolean): Branch[] {
  const own = { statement: `${scope}|${placeKey(condition)}`, branch: truth ? "true" : "!true" };
  return [own, ...implied(scope, condition, truth)];
}

function implied(scope: string, condition: ts.Expression, truth: boolean): Branch[] {
  const node = skipOuter(condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return implied(scope, node.operand, !truth);
  if (!ts.isBinaryExpression(node)) return truthiness(scope, node, truth);
  const operator = node.operatorToken.kind;
  const both = truth ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken;
  const whole = truthiness(scope, node, truth);
  if (operator === both) return [...whole, ...implied(scope, node.left, truth), ...implied(scope, node.right, truth)];
  return [...whole, ...equality(scope, node, truth), ...order(scope, node, truth)];
}

/** What counts as false in a condition, as `is` names it. */
const FALSY = ["null", "undefined", "false", "0", "\"\""];

function truthiness(scope: string, node: ts.Expression, truth: boolean): Branch[] {
  const key = stableText(node);
  if (key === undefined) return [];
  const own = { statement: `${scope}|if ${key}`, branch: truth ? "true" : "!true" };
  return [own, ...(truth ? FALSY.map((value) => ({ statement: `${scope}|is ${key}`, branch: `!${value}` })) : isCount(node) ? [{ statement: `${scope}|is ${key}`, branch: "0" }] : [])];
}

function equality(scope: string, node: ts.BinaryExpression, truth: boolean): Branch[] {
  const operator = node.operatorToken.kind;
  const equal = operator === ts.SyntaxKind.EqualsEqualsEqualsToken || operator === ts.SyntaxKind.EqualsEqualsToken;
  const unequal = operator === ts.SyntaxKind.ExclamationEqualsEqualsToken || operator === ts.SyntaxKind.ExclamationEqualsToken;
  if (!equal && !unequal) return [];
  const [subject, constant] = isConstant(node.right) ? [node.left, node.right] : [node.right, node.left];
  const key = stableText(subject);
  if (key === undefined || !isConstant(constant)) return [];
  const value = skipOuter(constant).getText().replaceAll(/^['"`]|['"`]$/g, "\"");
  const holds = truth === equal;
  const known = { statement: `${scope}|is ${key}`, branch: `${holds ? "" : "!"}${value}` };
  if (holds) return [known, { statement: `${scope}|if ${key}`, branch: FALSY.includes(value) ? "!true" : "true" }];
  return isCount(subject) && value === "0" ? [known, { statement: `${scope}|if ${key}`, branch: "true" }] : [known];
}

/** `a < b` and `a >= b` deny each other; a count above 0 is not 0. */
function order(scope: string, node: ts.BinaryExpression, truth: boolean): Branch[] {
  const operator = node.operatorToken.kind;
  const swapped = operator === ts.SyntaxKind.GreaterThanToken || operator === ts.SyntaxKind.LessThanEqualsToken;
  const negative = operator === ts.SyntaxKind.GreaterThanEqualsToken || operator === ts.SyntaxKind.LessThanEqualsToken;
  if (!swapped && !negative && operator !== ts.SyntaxKind.LessThanToken) return [];
  const [low, high] = swapped ? [node.right, node.left] : [node.left, node.right];
  const [lowKey, highKey] = [stableText(low), stableText(high)];
  if (lowKey === undefined || highKey === undefined) return [];
  const less = truth !== negative;
  const known = { statement: `${scope}|less ${lowKey} ${highKey}`, branch: less ? "true" : "!true" };
  return skipOuter(low).getText() === "0" && isCount(high) ? [known, ...truthiness(scope, high, less)] : [known];
}

/** A length is never negative. */
function isCount(outer: ts.Expression): boolean {
  const node = skipOuter(outer);
  return ts.isPropertyAccessExpression(node) && (node.name.text === "length" || node.name.text === "size");
}

function isConstant(node: ts.Expression): boolean {
  const expression = skipOuter(node);
  return ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression) || expression.kind === ts.SyntaxKind.NullKeyword
    || expression.kind === ts.SyntaxKind.TrueKeyword || expression.kind === ts.SyntaxKind.FalseKeyword
    || (ts.isIdentifier(expression) && expression.text === "undefined");
}

/**
 * An expression as text that stands for one value as long as the text is the same: variables are told apart by their
 * declaration and by how often they were written to up to here. Calls count as giving the same each time.
 */
export function stableText(expression: ts.Expression): string | undefined {
  const variables: string[] = [];
  return collectVariables(skipOuter(expression), variables) ? `${withoutLayout(skipOuter(expression))}@${variables.join(",")}` : undefined;
}

function withoutLayout(node: ts.Node): string {
  return node.getText().replaceAll(/\s+/g, " ").replaceAll("?.", ".");
}

/** False where evaluating the expression does something of its own, or waits. */
function collectVariables(node: ts.Node, variables: string[]): boolean {
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node) || ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isPostfixUnaryExpression(node)) return false;
  if (ts.isPrefixUnaryExpression(node) && (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)) return false;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return false;
  if (ts.isIdentifier(node)) {
    const declaration = findDeclaration(node.text, node, "value");
    if (declaration) variables.push(`${String(declaration.pos)}:${String(writesBefore(declaration, node))}`);
    return true;
  }
  if (ts.isPropertyAccessExpression(node)) return collectVariables(node.expression, variables);
  return ts.forEachChild(node, (child) => !collectVariables(child, variables) || undefined) !== true;
}
