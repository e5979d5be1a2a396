/** How often code surely runs: loops and arrays whose length is written out. */
import ts from "typescript";
import { readLiteral } from "./literals.ts";
import { propertyText, skipOuter } from "./resolve.ts";
import type { SourceFiles } from "./source-files.ts";

/** How often a call surely runs each time the function around it does; 1 where nothing more can be said. */
export function leastTimes(files: SourceFiles, call: ts.CallExpression): number {
  let times = 1;
  for (let node: ts.Node = call; !ts.isSourceFile(node); node = node.parent) {
    const around = node.parent;
    if (ts.isFunctionLike(node)) {
      const length = ts.isCallExpression(around) && around.arguments[1] === node && around.expression.getText() === "Array.from" && around.arguments[0] ? arrayLength(files, around.arguments[0]) : undefined;
      return times * (length ?? 1);
    }
    if (ts.isForStatement(around) && around.statement === node) times *= countedTimes(files, around) ?? 1;
    else if (mayBeSkipped(around, node)) return 1;
  }
  return times;
}

/** `{ length: 6000 }` as `Array.from` takes it, or `Array(6000)`. */
export function arrayLength(files: SourceFiles, source: ts.Expression): number | undefined {
  const node = skipOuter(source);
  if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.expression.getText() === "Array" && node.arguments?.length === 1) return numberOf(files, node.arguments[0]);
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const length = node.properties.find((property) => property.name && propertyText(property.name) === "length");
  return length && ts.isPropertyAssignment(length) ? numberOf(files, length.initializer) : undefined;
}

/** `for (let i = 0; i < 2000; i++)` without a way out of it. */
function countedTimes(files: SourceFiles, { initializer, condition, incrementor, statement }: ts.ForStatement): number | undefined {
  if (!initializer || !condition || !incrementor || !ts.isVariableDeclarationList(initializer) || hasWayOut(statement)) return undefined;
  const [variable] = initializer.declarations;
  if (!variable || !ts.isIdentifier(variable.name) || !ts.isBinaryExpression(condition) || condition.left.getText() !== variable.name.text) return undefined;
  const [from, to] = [numberOf(files, variable.initializer), numberOf(files, condition.right)];
  const step = stepOf(files, incrementor, variable.name.text);
  if (from === undefined || to === undefined || step === undefined) return undefined;
  const inclusive = condition.operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken;
  return inclusive || condition.operatorToken.kind === ts.SyntaxKind.LessThanToken ? Math.max(0, Math.ceil((to - from + (inclusive ? 1 : 0)) / step)) : undefined;
}

function stepOf(files: SourceFiles, incrementor: ts.Expression, variable: string): number | undefined {
  if ((ts.isPostfixUnaryExpression(incrementor) || ts.isPrefixUnaryExpression(incrementor)) && incrementor.operator === ts.SyntaxKind.PlusPlusToken) return incrementor.operand.getText() === variable ? 1 : undefined;
  const isSum = ts.isBinaryExpression(incrementor) && incrementor.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken && incrementor.left.getText() === variable;
  const step = isSum ? numberOf(files, incrementor.right) : undefined;
  return step !== undefined && step > 0 ? step : undefined;
}

function numberOf(files: SourceFiles, expression: ts.Expression | undefined): number | undefined {
  const value = expression && readLiteral(files, expression).value;
  return value?.kind === "number" ? value.value : undefined;
}

function hasWayOut(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node) || ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true;
  return ts.forEachChild(node, hasWayOut) ?? false;
}

function mayBeSkipped(around: ts.Node, node: ts.Node): boolean {
  if (ts.isIfStatement(around)) return around.expression !== node;
  if (ts.isConditionalExpression(around)) return around.condition !== node;
  return ts.isSwitchStatement(around) || ts.isCaseOrDefaultClause(around) || ts.isCatchClause(around) || ts.isWhileStatement(around) || ts.isForOfStatement(around) || ts.isForInStatement(around)
    || (ts.isBinaryExpression(around) && around.right === node && /^(?:&&|\|\||\?\?)/.test(around.operatorToken.getText()));
}
