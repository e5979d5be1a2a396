/** Lists of functions that an app serves: which function each element is. */
import ts from "typescript";
import { isCreateFunction } from "./create-function.ts";
import { isDeferred } from "./deferred.ts";
import type { FunctionExport } from "./export-summary.ts";
import { exportsOf } from "./exports.ts";
import type { Location, ServedFunction } from "./model.ts";
import { resolveExport, resolveValue, skipOuter } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";
import { locationOf } from "./spans.ts";
import { isNeverChanged } from "./unchanged.ts";
import { readMadeFunctions } from "./wrappers.ts";

/** Arrays spread into arrays spread into …, and exports passed on and on; deeper ones are cycles. */
const DEPTH = 8;

/** Where each function of a list is created; undefined where one of them cannot be told. */
export function readFunctions(recogniser: Recogniser, expression: ts.Expression, depth = DEPTH): ServedFunction[] | undefined {
  if (depth === 0) return undefined;
  const value = resolveValue(recogniser.files, expression);
  if (value.kind !== "node") return undefined;
  const { node } = value;
  if (mayChange(node)) return undefined;
  if (ts.isArrayLiteralExpression(node)) return all(node.elements.map((element) => (ts.isSpreadElement(element) ? readFunctions(recogniser, element.expression, depth - 1) : readElement(recogniser, element))));
  if (ts.isCallExpression(node) && node.expression.getText() === "Object.values" && node.arguments[0]) return readValues(recogniser, resolveValue(recogniser.files, node.arguments[0]));
  return undefined;
}

/** A list in a variable that is pushed to, or handed to code that may. */
function mayChange(node: ts.Node): boolean {
  const holder = ts.findAncestor(node.parent, (outer) => !ts.isParenthesizedExpression(outer) && !ts.isAsExpression(outer) && !ts.isSatisfiesExpression(outer));
  return holder !== undefined && ts.isVariableDeclaration(holder) && !isNeverChanged(holder);
}

function all(lists: readonly (ServedFunction[] | undefined)[]): ServedFunction[] | undefined {
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

/** An import is told by its name as far as its file's exports tell, without a look at the function itself. */
function readElement(recogniser: Recogniser, expression: ts.Expression): ServedFunction[] | undefined {
  const imported = importedAs(skipOuter(expression));
  const told = imported && followImport(recogniser.files, imported, DEPTH);
  return toServed(told) ?? readFunction(recogniser, expression);
}

function toServed(told: Told | undefined): ServedFunction[] | undefined {
  return told === "nothing" ? [] : typeof told === "object" ? [told] : undefined;
}

/** Where the function that an expression is, is created. */
export function readFunction(recogniser: Recogniser, expression: ts.Expression): Location[] | undefined {
  const value = resolveValue(recogniser.files, expression);
  return value.kind === "node" && ts.isCallExpression(value.node) && isOneFunction(recogniser, value.node) ? [locationOf(value.node)] : undefined;
}

function isOneFunction(recogniser: Recogniser, call: ts.CallExpression): boolean {
  return isCreateFunction(recogniser, call) || isDeferred(recogniser, call) || readMadeFunctions(recogniser, call).length === 1;
}

interface Imported {
  readonly specifier: string;
  readonly from: string;
  readonly name: string;
}

/** `x` of `import { x }` or `import x`, and `all.x` of `import * as all`. */
function importedAs(expression: ts.Expression): Imported | undefined {
  const isMember = ts.isPropertyAccessExpression(expression);
  const root = isMember ? skipOuter(expression.expression) : expression;
  if (!ts.isIdentifier(root)) return undefined;
  const declaration = findDeclaration(root.text, root, "value");
  if (!declaration || isMember !== ts.isNamespaceImport(declaration)) return undefined;
  const name = isMember ? expression.name.text : ts.isImportSpecifier(declaration) ? (declaration.propertyName ?? declaration.name).text : ts.isImportClause(declaration) ? "default" : undefined;
  const statement = ts.findAncestor(declaration, ts.isImportDeclaration);
  if (name === undefined || !statement || !ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
  return { specifier: statement.moduleSpecifier.text, from: root.getSourceFile().fileName, name };
}

/** "other" where only a look at the export itself can tell. */
type Told = Extract<ServedFunction, FunctionExport> | "nothing" | "other";

function followImport(files: SourceFiles, { specifier, from, name }: Imported, depth: number): Told | undefined {
  const target = files.resolveModule(specifier, from);
  return target?.kind === "file" && depth > 0 ? exportOf(files, target.path, name, depth) : "other";
}

/** What a file exports under a name; undefined where it exports nothing under it. */
function exportOf(files: SourceFiles, from: string, name: string, depth: number): Told | undefined {
  const summary = files.exports?.(from);
  if (!summary) return "other";
  const own = Object.hasOwn(summary.named, name) ? summary.named[name] : undefined;
  if (own === "function") return { path: from, exported: name };
  if (typeof own === "object") return own.name === "*" ? "other" : followImport(files, { ...own, from }, depth - 1);
  if (own !== undefined || name === "default") return own;
  for (const specifier of summary.stars) {
    const found = followImport(files, { specifier, from, name }, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `Object.values(functions)` of an object literal or of a module. */
function readValues(recogniser: Recogniser, value: Value): ServedFunction[] | undefined {
  if (value.kind === "module") return readModule(recogniser, value);
  if (value.kind !== "node" || !ts.isObjectLiteralExpression(value.node) || mayChange(value.node)) return undefined;
  return all(value.node.properties.map((property) => (
    ts.isPropertyAssignment(property) ? readElement(recogniser, property.initializer)
      : ts.isShorthandPropertyAssignment(property) ? readElement(recogniser, property.name) : undefined)));
}

function readModule(recogniser: Recogniser, module: Extract<Value, { kind: "module" }>): ServedFunction[] | undefined {
  const { files } = recogniser;
  const names = exportedNames(files, module.path, DEPTH);
  return names && all(names.map((name) => toServed(exportOf(files, module.path, name, DEPTH)) ?? exportedFunction(recogniser, module, name)));
}

function exportedNames(files: SourceFiles, path: string, depth: number): string[] | undefined {
  const summary = files.exports?.(path);
  const file = summary ? undefined : files.source(path);
  if (!summary && !file) return undefined;
  const { named, stars } = summary ? { named: Object.keys(summary.named), stars: summary.stars } : toNames(file);
  const inner = depth === 0 ? [] : stars.flatMap((specifier) => {
    const target = files.resolveModule(specifier, path);
    return target?.kind === "file" ? exportedNames(files, target.path, depth - 1)?.filter((name) => name !== "default") ?? [] : [];
  });
  return [...new Set([...named, ...inner])];
}

function toNames(file: ts.SourceFile | undefined): { readonly named: readonly string[]; readonly stars: readonly string[] } {
  const table = file && exportsOf(file);
  return { named: [...table?.named.keys() ?? []], stars: table?.stars ?? [] };
}

/** Nothing for an export that is surely no function, such as a type. */
export function exportedFunction(recogniser: Recogniser, module: Value, name: string): Location[] | undefined {
  const found = resolveExport(recogniser.files, module, name);
  if (!found) return [];
  if (found.kind !== "node") return undefined;
  const expression = ts.isVariableDeclaration(found.node) ? found.node.initializer : ts.isExpression(found.node) ? found.node : undefined;
  return expression ? readFunction(recogniser, expression) : ts.isInterfaceDeclaration(found.node) || ts.isTypeAliasDeclaration(found.node) ? [] : undefined;
}
