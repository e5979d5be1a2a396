/** What the parameter of a callback, or the variable of a loop, stands for, element by element: of `list.map(…)`, `Object.entries(handlers)`. */
import ts from "typescript";
import { resolveValue, skipOuter } from "./resolve.ts";
import { isMemberReassigned, isReassigned, referencesTo } from "./scope.ts";
import type { Given, SourceFiles } from "./source-files.ts";
import { isHarmlessMention } from "./unchanged.ts";

const ITERATING = /^(?:map|flatMap|forEach)$/;

/** Nothing where one of the elements cannot be told. */
export function elementsOf(files: SourceFiles, { expression, arguments: [callback] }: ts.CallExpression): Given[] {
  const callee = skipOuter(expression);
  if (!ts.isPropertyAccessExpression(callee) || !ITERATING.test(callee.name.text)) return [];
  if (!callback || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return [];
  const [parameter] = callback.parameters;
  if (!parameter) return [];
  return givenBy(files, callee.expression, parameter);
}

/** Of `for (const job of jobs)`. */
export function loopElementsOf(files: SourceFiles, { initializer, expression }: ts.ForOfStatement): Given[] {
  const [variable] = ts.isVariableDeclarationList(initializer) ? initializer.declarations : [];
  if (!variable) return [];
  const names = ts.isArrayBindingPattern(variable.name) ? variable.name.elements.filter(ts.isBindingElement) : [variable];
  return names.some(isReassigned) ? [] : givenBy(files, expression, variable);
}

type Element = ts.ParameterDeclaration | ts.VariableDeclaration;

function givenBy(files: SourceFiles, list: ts.Expression, parameter: Element): Given[] {
  const value = resolveValue(files, list);
  if (value.kind !== "node") return [];
  if (ts.isArrayLiteralExpression(value.node) && isKept(value.node)) return value.node.elements.some(ts.isSpreadElement) ? [] : value.node.elements.map((element) => new Map([[parameter, element]]));
  return ts.isCallExpression(value.node) ? entriesOf(files, value.node, parameter) : [];
}

function entriesOf(files: SourceFiles, { expression, arguments: [object] }: ts.CallExpression, parameter: Element): Given[] {
  const of = /^Object\.(entries|values|keys)$/.exec(expression.getText())?.[1];
  const value = of === undefined || !object ? undefined : resolveValue(files, object);
  if (value?.kind !== "node" || !ts.isObjectLiteralExpression(value.node) || !isKept(value.node)) return [];
  const given = value.node.properties.map((property) => giveEntry(property, parameter, of));
  return given.every((each) => each !== undefined) ? given : [];
}

function giveEntry(property: ts.ObjectLiteralElementLike, parameter: Element, of: string | undefined): Given | undefined {
  const written = ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
  const name = property.name;
  if (!written || !name || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) return undefined;
  if (of !== "entries") return new Map([[parameter, of === "keys" ? name : written]]);
  if (!ts.isArrayBindingPattern(parameter.name)) return undefined;
  const [key, value] = parameter.name.elements;
  const given = new Map<ts.BindingElement, ts.Expression>();
  if (key && ts.isBindingElement(key)) given.set(key, name);
  if (value && ts.isBindingElement(value)) given.set(value, written);
  return given;
}

/** Nothing adds to it, as far as a variable that holds it tells. */
function isKept(node: ts.Node): boolean {
  const holder = ts.findAncestor(node.parent, (outer) => !ts.isParenthesizedExpression(outer) && !ts.isAsExpression(outer) && !ts.isSatisfiesExpression(outer));
  return holder === undefined || !ts.isVariableDeclaration(holder) || referencesTo(holder).every((mention) => isHarmlessMention(mention) || isGoneThrough(mention));
}

/** `jobs.map((job) => …)`, `for (const job of jobs)`, where nothing is written to an element. */
function isGoneThrough(mention: ts.Identifier): boolean {
  const { parent: access } = mention;
  if (ts.isForOfStatement(access)) {
    const [variable] = access.expression === mention && ts.isVariableDeclarationList(access.initializer) ? access.initializer.declarations : [];
    return variable !== undefined && !isMemberReassigned(variable);
  }
  if (!ts.isPropertyAccessExpression(access) || !ITERATING.test(access.name.text) || !ts.isCallExpression(access.parent)) return false;
  const [callback] = access.parent.arguments;
  const parameter = callback && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ? callback.parameters[0] : undefined;
  return parameter !== undefined && !isMemberReassigned(parameter);
}
