/** Expressions as text that is the same where the value is. */
import ts from "typescript";
import { fileOf } from "./ancestors.ts";
import { isAssignment } from "./mentions.ts";
import { skipOuter } from "./resolve.ts";
import { findDeclaration, isMemberReassigned, writesBefore } from "./scope.ts";

/** Names are looked up from a place that an expression shares its scope with: the way up from there may be shorter. */
export interface TextPlace {
  readonly file: ts.SourceFile;
  readonly from: ts.Node;
}

/**
 * An expression as text that stands for one value as long as the text is the same: variables are told apart by their
 * declaration and by how often they were written to up to here. Calls count as giving the same each time.
 */
export function stableText(outer: ts.Expression, place: TextPlace): string | undefined {
  const expression = skipOuter(outer);
  const variables: string[] = [];
  if (!collectVariables(expression, variables, place.from)) return undefined;
  return `${expression.getText(place.file).replaceAll(/\s+/g, " ").replaceAll("?.", ".")}@${variables.join(",")}`;
}

/** False where evaluating the expression does something of its own, or waits. */
function collectVariables(node: ts.Node, variables: string[], from: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node) || ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isPostfixUnaryExpression(node)) return false;
  if (ts.isPrefixUnaryExpression(node) && (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)) return false;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return false;
  if (ts.isIdentifier(node)) {
    const declaration = findDeclaration(node.text, from, "value");
    if (declaration) variables.push(`${String(declaration.pos)}:${String(writesBefore(declaration, node))}`);
    return true;
  }
  if (ts.isPropertyAccessExpression(node)) return collectVariables(node.expression, variables, from);
  return ts.forEachChild(node, (child) => !collectVariables(child, variables, from) || undefined) !== true;
}

/**
 * The text of a string made of variables and their members alone, none of which changes in sight: two such strings are
 * surely equal where one execution reaches both. Undefined for anything else.
 */
export function sameText(expression: ts.Expression): string | undefined {
  return isPlain(expression) ? stableText(expression, { file: fileOf(expression), from: expression }) : undefined;
}

/** Made of literals, variables and their members alone. */
export function isPlain(outer: ts.Expression): boolean {
  const node = skipOuter(outer);
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return true;
  if (ts.isTemplateExpression(node)) return node.templateSpans.every((span) => isPlain(span.expression));
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.PlusToken && isPlain(node.left) && isPlain(node.right);
  let root: ts.Expression = node;
  while (ts.isPropertyAccessExpression(root)) root = skipOuter(root.expression);
  const declaration = ts.isIdentifier(root) ? findDeclaration(root.text, root, "value") : undefined;
  return declaration !== undefined && (root === node || !isMemberReassigned(declaration));
}
