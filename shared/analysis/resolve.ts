/**
 * Following names through a workspace without a type checker: what value, type or string an expression stands for,
 * across constants, imports, re-exports, objects and enums. Everything here is a function of `SourceFiles`; whatever
 * cannot be followed comes back as the last node reached, never as a guess.
 */
import ts from "typescript";
import { exportsOf } from "./exports.ts";
import type { ExportEntry } from "./exports.ts";
import { oncePerAnalysis } from "./one-analysis.ts";
import { findDeclaration, isMemberReassigned, isReassigned } from "./scope.ts";
import type { Declaration, Meaning } from "./scope.ts";
import { fieldOf } from "./self.ts";
import { packageName } from "./source-files.ts";
import type { SourceFiles } from "./source-files.ts";

/** What a name or an expression stands for. */
export type Value =
  /** An expression or declaration that cannot be followed further; `getSourceFile()` tells where it stands. */
  | { readonly kind: "node"; readonly node: ts.Node }
  /** A module's namespace object. */
  | { readonly kind: "module"; readonly path: string }
  /** Something of an installed package: `["Inngest"]` of `inngest`, `[]` for the namespace, `["default"]`. */
  | { readonly kind: "package"; readonly name: string; readonly members: readonly string[] };

/** Chains longer than this are cycles or not written by people. */
const DEPTH = 40;

// A local name: kinds are compared so often that looking each up on the library's object shows.
const Kind = ts.SyntaxKind;

const atNode = (node: ts.Node): Value => ({ kind: "node", node });

/** `declarations` stops at a variable's declaration instead of going on to its initializer. */
interface Trail {
  readonly files: SourceFiles;
  readonly declarations: boolean;
}

const toValue = (files: SourceFiles): Trail => ({ files, declarations: false });

/** Strips what does not change the value at run time: parentheses, assertions, `satisfies`, `!`. */
export function skipOuter(node: ts.Expression): ts.Expression {
  let expression = node;
  for (;;) {
    switch (expression.kind) {
      case Kind.ParenthesizedExpression: case Kind.AsExpression: case Kind.SatisfiesExpression: case Kind.TypeAssertionExpression: case Kind.NonNullExpression:
        expression = (expression as ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.TypeAssertion | ts.NonNullExpression).expression;
        break;
      default: return expression;
    }
  }
}

/** The expression with what `skipOuter` strips around it. */
export function withOuter(expression: ts.Expression): ts.Expression {
  let node = expression;
  while (ts.isExpression(node.parent) && skipOuter(node.parent) === skipOuter(node)) node = node.parent;
  return node;
}

/**
 * Follows an expression to the node it stands for: the initializer of a constant or of a variable never reassigned,
 * the property of an object literal, the member of an enum, a function, class or parameter declaration.
 */
export function resolveValue(files: SourceFiles, expression: ts.Expression): Value {
  const values = valuesIn(files);
  return values.get(expression) ?? keep(values, expression, follow(toValue(files), expression, DEPTH));
}

const valuesIn = oncePerAnalysis((_files: SourceFiles) => new Map<ts.Expression, Value>());

function keep(values: Map<ts.Expression, Value>, expression: ts.Expression, value: Value): Value {
  values.set(expression, value);
  return value;
}

/**
 * The declaration that a name stands for, through imports and re-exports; unlike `resolveValue` it stops at a variable,
 * whose type annotation may say more than its initializer.
 */
export function resolveDeclaration(files: SourceFiles, name: ts.Identifier): Value | undefined {
  return followName({ files, declarations: true }, name.text, name, "value", DEPTH);
}

/** The export `name` of a module, stopping at a variable's declaration. */
export function resolveExport(files: SourceFiles, module: Value, name: string): Value | undefined {
  return exportOf({ files, declarations: true }, module, name, "value", DEPTH);
}

function follow(trail: Trail, outer: ts.Expression, depth: number): Value {
  const expression = skipOuter(outer);
  if (depth === 0) return atNode(expression);
  switch (expression.kind) {
    case Kind.Identifier: return followName(trail, (expression as ts.Identifier).text, expression, "value", depth - 1) ?? atNode(expression);
    case Kind.PropertyAccessExpression: {
      const access = expression as ts.PropertyAccessExpression;
      const field = trail.files.self && fieldOf(trail.files, access);
      if (field) return follow(trail, field, depth - 1);
      if (isWrittenMember(access.expression, access.name.text)) return atNode(access);
      return memberOf(trail, follow(trail, access.expression, depth - 1), access.name.text, depth - 1) ?? atNode(expression);
    }
    case Kind.ElementAccessExpression: return followElement(trail, expression as ts.ElementAccessExpression, depth);
    case Kind.CallExpression: return followCall(trail, expression as ts.CallExpression, depth - 1);
    default: return atNode(expression);
  }
}

/** `state.index`, where the file also has `state.index += 1`. */
function isWrittenMember(owner: ts.Expression, member: string): boolean {
  const declaration = ts.isIdentifier(owner) ? findDeclaration(owner.text, owner, "value") : undefined;
  return declaration !== undefined && isMemberReassigned(declaration, member);
}

function followElement(trail: Trail, access: ts.ElementAccessExpression, depth: number): Value {
  const key = keyOf(trail, skipOuter(access.argumentExpression), depth - 1);
  if (!key || isWrittenMember(access.expression, key.text)) return atNode(access);
  return memberOf(trail, follow(trail, access.expression, depth - 1), key.text, depth - 1) ?? atNode(access);
}

/** `handlers["a"]`, or the constant that stands for it. */
function keyOf(trail: Trail, key: ts.Expression, depth: number): ts.StringLiteralLike | ts.NumericLiteral | undefined {
  const value = ts.isIdentifier(key) && depth > 0 ? follow({ ...trail, declarations: false }, key, depth - 1) : atNode(key);
  return value.kind === "node" && (ts.isStringLiteralLike(value.node) || ts.isNumericLiteral(value.node)) ? value.node : undefined;
}

/** `Object.freeze(x)` is `x`; `require("…")` is a module. */
function followCall(trail: Trail, call: ts.CallExpression, depth: number): Value {
  const [first] = call.arguments;
  if (!first || call.arguments.length !== 1) return atNode(call);
  const callee = call.expression;
  if (ts.isIdentifier(callee) && callee.text === "require" && ts.isStringLiteralLike(first) && !findDeclaration("require", callee, "value")) {
    return followModule(trail, first.text, call.getSourceFile().fileName) ?? atNode(call);
  }
  if (ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression) && callee.expression.text === "Object"
    && (callee.name.text === "freeze" || callee.name.text === "seal")) return follow(trail, first, depth);
  return atNode(call);
}

function followModule(trail: Trail, specifier: string, from: string): Value | undefined {
  const target = trail.files.resolveModule(specifier, from);
  if (!target) return undefined;
  return target.kind === "file" ? { kind: "module", path: target.path } : { kind: "package", name: packageName(target.name) ?? target.name, members: [] };
}

function followName(trail: Trail, name: string, from: ts.Node, meaning: Meaning, depth: number): Value | undefined {
  const declaration = findDeclaration(name, from, meaning);
  return declaration && followDeclaration(trail, declaration, meaning, depth);
}

function followDeclaration(trail: Trail, declaration: Declaration, meaning: Meaning, depth: number): Value | undefined {
  if (depth <= 0) return atNode(declaration);
  switch (declaration.kind) {
    case Kind.VariableDeclaration:
      if (!declaration.initializer) return followElementOf(trail, declaration, depth);
      if (trail.declarations || isReassigned(declaration)) return atNode(declaration);
      return follow(trail, declaration.initializer, depth - 1);
    case Kind.BindingElement: return trail.declarations ? atNode(declaration) : followBinding(trail, declaration, depth);
    case Kind.Parameter: return (trail.declarations ? undefined : followParameter(trail, declaration, depth)) ?? atNode(declaration);
    case Kind.ImportSpecifier: return followImport(trail, declaration.parent.parent.parent, (declaration.propertyName ?? declaration.name).text, meaning, depth);
    case Kind.ImportClause: return followImport(trail, declaration.parent, "default", meaning, depth);
    case Kind.NamespaceImport: return followImport(trail, declaration.parent.parent, "*", meaning, depth);
    case Kind.ImportEqualsDeclaration: {
      const reference = declaration.moduleReference;
      if (!ts.isExternalModuleReference(reference) || !ts.isStringLiteralLike(reference.expression)) return atNode(declaration);
      return followModule(trail, reference.expression.text, declaration.getSourceFile().fileName);
    }
    default: return atNode(declaration);
  }
}

/** What a parameter stands for in the call that is looked at. */
/** The variable of a loop, where one element of what it goes through is looked at. */
function followElementOf(trail: Trail, variable: ts.VariableDeclaration, depth: number): Value {
  const element = trail.declarations ? undefined : trail.files.given?.get(variable);
  return element ? follow(trail, element, depth - 1) : atNode(variable);
}

function followParameter({ files, ...trail }: Trail, parameter: ts.ParameterDeclaration, depth: number): Value | undefined {
  if (!files.given?.has(parameter) || isReassigned(parameter)) return undefined;
  const expression = files.given.get(parameter) ?? parameter.initializer;
  return expression && follow({ files, ...trail }, expression, depth - 1);
}

/** `const { a: { b } } = source`: the property of what the pattern takes apart, if that is written out. */
function followBinding(trail: Trail, element: ts.BindingElement, depth: number): Value {
  const part = trail.files.given?.get(element);
  if (part && depth > 0) return isKey(part) ? atNode(part) : follow(trail, part, depth - 1);
  const key = bindingKey(element);
  const source = element.dotDotDotToken || isReassigned(element) || key === undefined || depth <= 0 ? undefined : takenApart(trail, element, depth);
  if (!source || key === undefined) return atNode(element);
  if (!element.initializer) return memberOf(trail, source, key, depth - 1) ?? atNode(element);
  return surelyLacks(trail, source, key, depth - 1) ? follow(trail, element.initializer, depth - 1) : atNode(element);
}

/** What the pattern around a binding takes apart. */
function takenApart(trail: Trail, element: ts.BindingElement, depth: number): Value | undefined {
  const owner = element.parent.parent;
  if (ts.isParameter(owner)) return followParameter(trail, owner, depth);
  if (ts.isBindingElement(owner)) return followBinding(trail, owner, depth - 1);
  return owner.initializer && follow(trail, owner.initializer, depth - 1);
}

/** Whether an object that is written out has no member of the name. */
function surelyLacks(trail: Trail, value: Value, name: string, depth: number): boolean {
  if (value.kind !== "node") return false;
  const { node } = value;
  if (ts.isBindingElement(node) && node.dotDotDotToken) {
    if (isTakenBeside(node, name)) return true;
    const source = takenApart(trail, node, depth - 1);
    return source !== undefined && surelyLacks(trail, source, name, depth - 1);
  }
  return ts.isObjectLiteralExpression(node) && node.properties.every((property) => {
    if (ts.isSpreadAssignment(property)) return surelyLacks(trail, follow(trail, property.expression, depth - 1), name, depth - 1);
    const key = propertyText(property.name);
    return key !== undefined && key !== name;
  });
}

/** `{ id, ...rest }`: `rest` has no `id`. */
function isTakenBeside(rest: ts.BindingElement, name: string): boolean {
  return rest.parent.elements.some((element) => ts.isBindingElement(element) && !element.dotDotDotToken && bindingKey(element) === name);
}

/** A name in front of a property's value, which is text and no variable. */
export function isKey(node: ts.Node): node is ts.Identifier {
  return ts.isIdentifier(node) && ts.isPropertyAssignment(node.parent) && node.parent.name === node;
}

/** Name of the property that a binding takes, `undefined` where it is computed or positional after a hole of unknown length. */
export function bindingKey(element: ts.BindingElement): string | undefined {
  if (ts.isArrayBindingPattern(element.parent)) return String(element.parent.elements.indexOf(element));
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}

function followImport(trail: Trail, statement: ts.ImportDeclaration | ts.JSDocImportTag, name: string, meaning: Meaning, depth: number): Value | undefined {
  if (!ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
  const target = followModule(trail, statement.moduleSpecifier.text, statement.getSourceFile().fileName);
  if (!target || name === "*") return target;
  return exportOf(trail, target, name, meaning, depth - 1);
}

function exportOf(trail: Trail, module: Value, name: string, meaning: Meaning, depth: number): Value | undefined {
  if (module.kind === "package") return { ...module, members: [...module.members, name] };
  if (module.kind !== "module" || depth <= 0) return undefined;
  const file = trail.files.source(module.path);
  if (!file) return undefined;
  const { named, stars } = exportsOf(file);
  const entry = named.get(name);
  if (entry) return followEntry(trail, file, entry, meaning, depth - 1);
  if (name === "default") return undefined;
  // A package re-exported whole may or may not hold the name, so it answers only after every file did not.
  let fromPackage: Value | undefined;
  for (const specifier of stars) {
    const target = followModule(trail, specifier, file.fileName);
    const found = target && exportOf(trail, target, name, meaning, depth - 1);
    if (found && target.kind === "package") fromPackage ??= found;
    else if (found) return found;
  }
  return fromPackage;
}

function followEntry(trail: Trail, file: ts.SourceFile, entry: ExportEntry, meaning: Meaning, depth: number): Value | undefined {
  if (entry.kind === "local") return followName(trail, entry.name, file, meaning, depth) ?? followName(trail, entry.name, file, meaning === "value" ? "type" : "value", depth);
  if (entry.kind === "node") return isExpressionNode(entry.node) ? follow(trail, entry.node, depth) : atNode(entry.node);
  const target = followModule(trail, entry.specifier, file.fileName);
  return target && (entry.name === "*" ? target : exportOf(trail, target, entry.name, meaning, depth));
}

function isExpressionNode(node: ts.Node): node is ts.Expression {
  return ts.isExpression(node) && !ts.isClassDeclaration(node) && !ts.isFunctionDeclaration(node);
}

/** The member `name` of a value; undefined where it is not written out. */
export function resolveMember(files: SourceFiles, value: Value, name: string): Value | undefined {
  return memberOf(toValue(files), value, name, DEPTH);
}

function memberOf(trail: Trail, value: Value, name: string, depth: number): Value | undefined {
  if (depth <= 0) return undefined;
  if (value.kind !== "node") return exportOf(trail, value, name, "value", depth);
  const node = value.node;
  if (ts.isObjectLiteralExpression(node)) return propertyOf(trail, node, name, depth);
  if (ts.isBindingElement(node)) {
    const source = node.dotDotDotToken && ts.isObjectBindingPattern(node.parent) && !isTakenBeside(node, name) ? takenApart(trail, node, depth - 1) : undefined;
    return source && memberOf(trail, source, name, depth - 1);
  }
  if (ts.isArrayLiteralExpression(node)) {
    const element = node.elements[Number(name)];
    if (!element || node.elements.slice(0, Number(name) + 1).some(ts.isSpreadElement)) return undefined;
    return follow(trail, element, depth - 1);
  }
  if (ts.isEnumDeclaration(node)) {
    const member = node.members.find((candidate) => propertyText(candidate.name) === name);
    return member && atNode(member);
  }
  if (ts.isClassLike(node)) {
    const member = node.members.find((candidate) => ts.getCombinedModifierFlags(candidate) & ts.ModifierFlags.Static && candidate.name && propertyText(candidate.name) === name);
    if (member && ts.isPropertyDeclaration(member) && member.initializer) return follow(trail, member.initializer, depth - 1);
    return member && atNode(member);
  }
  return undefined;
}

function propertyOf(trail: Trail, object: ts.ObjectLiteralExpression, name: string, depth: number): Value | undefined {
  for (const property of [...object.properties].reverse()) {
    if (ts.isSpreadAssignment(property)) {
      const spread = follow(trail, property.expression, depth - 1);
      const found = memberOf(trail, spread, name, depth - 1);
      if (found) return found;
      // A spread that cannot be read may hold the name and would win over what stands before it.
      if (!surelyLacks(trail, spread, name, depth - 1)) return undefined;
    } else if (propertyText(property.name) === undefined) return undefined;
    else if (propertyText(property.name) === name) {
      if (ts.isPropertyAssignment(property)) return follow(trail, property.initializer, depth - 1);
      if (ts.isShorthandPropertyAssignment(property)) return follow(trail, property.name, depth - 1);
      return atNode(property);
    }
  }
  return undefined;
}

/** Text of a property's name where it is not computed. */
export function propertyText(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) || ts.isPrivateIdentifier(name)) return name.text;
  return ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
}

/** Follows a dotted name, `a` or `ns.a.B`, as a type or (for `typeof`) as a value. */
export function resolveEntity(files: SourceFiles, name: ts.EntityName, meaning: Meaning): Value | undefined {
  if (ts.isIdentifier(name)) return followName(toValue(files), name.text, name, meaning, DEPTH);
  const owner = resolveEntity(files, name.left, "value") ?? resolveEntity(files, name.left, "type");
  if (!owner) return undefined;
  if (owner.kind !== "node") return exportOf(toValue(files), owner, name.right.text, meaning, DEPTH);
  return meaning === "value" ? memberOf(toValue(files), owner, name.right.text, DEPTH) : undefined;
}

/** What a module gives under a name, for a specifier written in a file: `import("inngest").GetStepTools`. */
export function resolveImported(files: SourceFiles, specifier: string, from: string, names: readonly string[]): Value | undefined {
  const module = followModule(toValue(files), specifier, from);
  return names.reduce<Value | undefined>((owner, name) => owner && owner.kind !== "node" ? exportOf(toValue(files), owner, name, "type", DEPTH) : undefined, module);
}

/** Follows a type reference to its declaration (interface, alias, class, enum, type parameter) or package. */
export function resolveType(files: SourceFiles, type: ts.TypeReferenceNode | ts.ExpressionWithTypeArguments): Value | undefined {
  if (ts.isTypeReferenceNode(type)) return resolveEntity(files, type.typeName, "type");
  const entity = entityOf(type.expression);
  if (!entity) return undefined;
  if (ts.isIdentifier(entity)) return followName(toValue(files), entity.text, entity, "type", DEPTH);
  const owner = follow(toValue(files), entity.expression, DEPTH);
  return owner.kind === "node" ? undefined : exportOf(toValue(files), owner, entity.name.text, "type", DEPTH);
}

function entityOf(expression: ts.Expression): ts.Identifier | ts.PropertyAccessExpression | undefined {
  return ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression) ? expression : undefined;
}
