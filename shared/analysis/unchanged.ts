/** Whether a variable that holds an object still holds what its declaration says by the time it is used. */
import ts from "typescript";
import { isAssignment } from "./mentions.ts";
import { skipOuter } from "./resolve.ts";
import { findDeclaration, referencesTo } from "./scope.ts";

/** `x as any`, `<never>x`: an assertion other than `as const` anywhere around the expression. */
export function isAsserted(outer: ts.Expression): boolean {
  for (let node = outer; ; node = node.expression) {
    if ((ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && !ts.isConstTypeReference(node.type)) return true;
    if (!ts.isParenthesizedExpression(node) && !ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)
      && !ts.isSatisfiesExpression(node) && !ts.isNonNullExpression(node)) return false;
  }
}

/** The variables that a name goes through down to the literal; undefined where one of them is no plain constant. */
export function variablesOf(name: ts.Identifier): ts.VariableDeclaration[] | undefined {
  const found: ts.VariableDeclaration[] = [];
  for (let current: ts.Expression = name; ts.isIdentifier(current);) {
    const declaration = findDeclaration(current.text, current, "value");
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || found.includes(declaration)) return undefined;
    found.push(declaration);
    current = skipOuter(declaration.initializer);
  }
  return found;
}

export function isLooselyTyped(declaration: ts.VariableDeclaration): boolean {
  const loose = declaration.type?.kind === ts.SyntaxKind.AnyKeyword || declaration.type?.kind === ts.SyntaxKind.NeverKeyword;
  return loose || (declaration.initializer !== undefined && isAsserted(declaration.initializer));
}

/** True when every mention only reads: nothing assigns into the object or hands it to code that might. */
export function isNeverChanged(declaration: ts.VariableDeclaration): boolean {
  return referencesTo(declaration).every(isHarmlessMention);
}

export function isHarmlessMention(mention: ts.Identifier): boolean {
  let node: ts.Node = mention;
  while (ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node) node = node.parent;
  const parent: ts.Node = node.parent;
  if (ts.isCallExpression(parent)) return parent.expression !== node && isReadingCall(parent.expression);
  return node === mention ? isPassedOn(mention) : isReadMember(node);
}

/** `data.items` read as a value; assigned, deleted, counted up or indexed it may be a change. */
function isReadMember(node: ts.Node): boolean {
  const parent = node.parent;
  if (ts.isBinaryExpression(parent)) return parent.left !== node || !isAssignment(parent.operatorToken.kind);
  return !ts.isDeleteExpression(parent) && !ts.isElementAccessExpression(parent) && !ts.isPostfixUnaryExpression(parent) && !ts.isPrefixUnaryExpression(parent);
}

function isPassedOn(mention: ts.Identifier): boolean {
  const parent: ts.Node = mention.parent;
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) && isNeverChanged(parent);
  return ts.isSpreadAssignment(parent) || ts.isSpreadElement(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent)
    || ts.isArrayLiteralExpression(parent) || ts.isReturnStatement(parent) || ts.isExportSpecifier(parent) || ts.isExportAssignment(parent)
    || ts.isTypeQueryNode(parent) || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isParenthesizedExpression(parent);
}

/** Functions known to leave their argument as it is. */
function isReadingCall(callee: ts.Expression): boolean {
  const text = callee.getText();
  return /(^|\.)(sendEvent|send|create|createFunction)$/.test(text) || /^(console\.\w+|JSON\.stringify|Object\.(keys|values|entries|freeze)|structuredClone)$/.test(text);
}

