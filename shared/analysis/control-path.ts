/** Which decisions lead to a place, and what two places have to do with each other in one execution. */
import ts from "typescript";
import type { ControlPath } from "./model.ts";
import { skipOuter } from "./resolve.ts";
import { findDeclaration, isReassigned } from "./scope.ts";
import { placeKey } from "./spans.ts";

export type Branch = ControlPath["branches"][number];

export type PathRelation = "exclusive" | "sequential" | "parallel";

/**
 * How two steps of one function relate in one execution: never both, at the same time, or one after the other.
 * `parallel` wins over nothing but `sequential`: members of one group in exclusive branches stay exclusive.
 */
export function relatePaths(a: ControlPath, b: ControlPath): PathRelation {
  if (a.branches.some((left) => b.branches.some((right) => contradict(left, right)))) return "exclusive";
  const parallel = a.parallel.some((left) => b.parallel.some((right) => left.group === right.group && left.member !== right.member));
  return parallel ? "parallel" : "sequential";
}

function contradict(a: Branch, b: Branch): boolean {
  if (a.statement !== b.statement || a.branch === b.branch) return false;
  const denies = a.branch.startsWith("!");
  if (denies === b.branch.startsWith("!")) return !denies;
  return a.branch === `!${b.branch}` || b.branch === `!${a.branch}`;
}

export function negate(branch: Branch): Branch {
  return { statement: branch.statement, branch: branch.branch.startsWith("!") ? branch.branch.slice(1) : `!${branch.branch}` };
}

/**
 * What is known once `condition` came out as `truth`. Conditions on values that do not change are known by their text,
 * so that `if (pro)` and a later `if (!pro)`, or `plan === "a"` and `plan === "b"`, exclude each other.
 * `scope` tells apart the calls through which one piece of code is reached.
 */
export function decisions(scope: string, condition: ts.Expression, truth: boolean): Branch[] {
  const own = { statement: `${scope}|${placeKey(condition)}`, branch: truth ? "true" : "!true" };
  return [own, ...implied(scope, condition, truth)];
}

function implied(scope: string, condition: ts.Expression, truth: boolean): Branch[] {
  const node = skipOuter(condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return implied(scope, node.operand, !truth);
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind;
    const both = truth ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken;
    if (operator === both) return [...implied(scope, node.left, truth), ...implied(scope, node.right, truth)];
    return comparison(scope, node, truth);
  }
  const key = stableText(node);
  return key === undefined ? [] : [{ statement: `${scope}|if ${key}`, branch: truth ? "true" : "!true" }];
}

function comparison(scope: string, node: ts.BinaryExpression, truth: boolean): Branch[] {
  const operator = node.operatorToken.kind;
  const equal = operator === ts.SyntaxKind.EqualsEqualsEqualsToken || operator === ts.SyntaxKind.EqualsEqualsToken;
  const unequal = operator === ts.SyntaxKind.ExclamationEqualsEqualsToken || operator === ts.SyntaxKind.ExclamationEqualsToken;
  if (!equal && !unequal) return [];
  const [subject, constant] = isConstant(node.right) ? [node.left, node.right] : [node.right, node.left];
  const key = stableText(subject);
  if (key === undefined || !isConstant(constant)) return [];
  return [{ statement: `${scope}|is ${key}`, branch: `${truth === equal ? "" : "!"}${skipOuter(constant).getText().replaceAll(/^['"`]|['"`]$/g, "\"")}` }];
}

function isConstant(node: ts.Expression): boolean {
  const expression = skipOuter(node);
  return ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression) || expression.kind === ts.SyntaxKind.NullKeyword
    || expression.kind === ts.SyntaxKind.TrueKeyword || expression.kind === ts.SyntaxKind.FalseKeyword
    || (ts.isIdentifier(expression) && expression.text === "undefined");
}

/** `user.plan` of a variable that is never written to, told apart from others of that name by its declaration. */
export function stableText(expression: ts.Expression): string | undefined {
  const node = skipOuter(expression);
  if (ts.isIdentifier(node)) {
    const declaration = findDeclaration(node.text, node, "value");
    return declaration && !isReassigned(declaration) ? `${node.text}@${String(declaration.pos)}` : undefined;
  }
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const owner = stableText(node.expression);
  return owner && `${owner}.${node.name.text}`;
}
