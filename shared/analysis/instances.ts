/** Objects of classes of one's own: what their fields hold by the time a method is called, through constructors and chains of calls. */
import ts from "typescript";
import { fileOf } from "./ancestors.ts";
import { calledFunction, methodOf } from "./create-function.ts";
import type { FunctionNode } from "./create-function.ts";
import { giveArguments } from "./given.ts";
import { isWriteTarget } from "./mentions.ts";
import { propertyText, resolveValue, skipOuter } from "./resolve.ts";
import { returnedExpression } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration, isMemberReassigned, referencesTo } from "./scope.ts";
import { withSelf } from "./source-files.ts";
import type { Self, SourceFiles } from "./source-files.ts";

/** Longer chains, and deeper classes, are cycles. */
const DEPTH = 16;

/** A method, and the workspace with its object and the object's makers known. */
export interface InstanceMethod {
  readonly fn: FunctionNode;
  readonly files: SourceFiles;
}

interface Instance extends Self {
  readonly files: SourceFiles;
  /** Assignments that made the fields what they are. */
  readonly seen: ReadonlySet<ts.Node>;
  /** True where a method has changed it: no other mention may do so, too. */
  readonly chained: boolean;
}

/** `new Welcome().create`, `builder("welcome").on("app/signup").do`. */
export function findInstanceMethod(recogniser: Recogniser, callee: ts.Expression): InstanceMethod | undefined {
  const node = skipOuter(callee);
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const instance = mayBeInstance(recogniser.files, node.expression) ? readInstance(recogniser, node.expression, DEPTH) : undefined;
  const fn = instance && methodOf(recogniser, instance.classes[0], node.name.text);
  return fn && { fn, files: withSelf(instance.files, { classes: instance.classes, fields: settledFields(instance) }) };
}

/** Cheap, because it is asked of every call of a method: most belong to what a package, a parameter or a global holds. */
function mayBeInstance(files: SourceFiles, owner: ts.Expression): boolean {
  let root = skipOuter(owner);
  while (ts.isCallExpression(root) || ts.isPropertyAccessExpression(root)) root = skipOuter(root.expression);
  const declaration = ts.isIdentifier(root) ? findDeclaration(root.text, root, "value") : undefined;
  if (!declaration) return ts.isNewExpression(root);
  if (ts.isVariableDeclaration(declaration)) {
    const made = declaration.initializer && skipOuter(declaration.initializer);
    return made !== undefined && (ts.isNewExpression(made) || ts.isCallExpression(made) || ts.isFunctionLike(made) || ts.isIdentifier(made) || ts.isObjectLiteralExpression(made));
  }
  if (ts.isFunctionDeclaration(declaration)) return true;
  const statement = ts.findAncestor(declaration, ts.isImportDeclaration);
  const specifier = statement?.moduleSpecifier;
  return specifier !== undefined && ts.isStringLiteral(specifier) && files.resolveModule(specifier.text, fileOf(specifier).fileName)?.kind === "file";
}

function readInstance(recogniser: Recogniser, expression: ts.Expression, depth: number): Instance | undefined {
  if (depth === 0) return undefined;
  const node = skipOuter(expression);
  const value = ts.isIdentifier(node) ? resolveValue(recogniser.files, node) : { kind: "node" as const, node };
  if (value.kind !== "node") return undefined;
  const made = ts.isNewExpression(value.node) ? construct(recogniser.files, value.node) : ts.isCallExpression(value.node) ? readChained(recogniser, value.node, depth - 1) : undefined;
  return made && ts.isIdentifier(node) ? keptIn(node, made) : made;
}

/** In a variable it may have been changed since. */
function keptIn(name: ts.Identifier, instance: Instance): Instance | undefined {
  const declaration = findDeclaration(name.text, name, "value");
  if (!declaration || (instance.chained && (!ts.isVariableDeclaration(declaration) || referencesTo(declaration).length > 1))) return undefined;
  return { ...instance, fields: new Map([...instance.fields].filter(([field]) => !isMemberReassigned(declaration, field))) };
}

function readChained(recogniser: Recogniser, call: ts.CallExpression, depth: number): Instance | undefined {
  const callee = skipOuter(call.expression);
  const owner = ts.isPropertyAccessExpression(callee) ? readInstance(recogniser, callee.expression, depth) : undefined;
  if (!owner) {
    const fn = calledFunction(recogniser, callee);
    const result = fn && returnedExpression(fn);
    return result && readInstance({ ...recogniser, files: giveArguments(recogniser.files, fn, call.arguments) }, result, depth);
  }
  const method = ts.isPropertyAccessExpression(callee) ? methodOf(recogniser, owner.classes[0], callee.name.text) : undefined;
  if (!method || returnedExpression(method)?.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const own = assignmentsIn(method);
  return {
    ...owner, chained: true, files: giveArguments(owner.files, method, call.arguments),
    fields: new Map([...owner.fields, ...own.map(({ name, value }) => [name, value] as const)]), seen: new Set([...owner.seen, ...own.map(({ node }) => node)]),
  };
}

function construct(files: SourceFiles, creation: ts.NewExpression): Instance | undefined {
  const own = resolveValue(files, creation.expression);
  if (own.kind !== "node" || !ts.isClassLike(own.node)) return undefined;
  const classes = [own.node, ...basesOf(files, own.node, DEPTH)];
  const fields: (readonly [string, ts.Expression])[][] = [];
  const seen = new Set<ts.Node>();
  let given: readonly ts.Expression[] = creation.arguments ?? [];
  let known = files;
  for (const each of classes) {
    const constructor = each.members.find((member): member is ts.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined);
    if (constructor) known = giveArguments(known, constructor, given);
    const assigned = constructor ? assignmentsIn(constructor) : [];
    for (const { node } of assigned) seen.add(node);
    fields.unshift([...each.members.flatMap(declaredField), ...(constructor?.parameters ?? []).flatMap(parameterField), ...assigned.map(({ name, value }) => [name, value] as const)]);
    given = constructor ? superArguments(constructor) : given;
  }
  return { classes, files: known, fields: new Map(fields.flat()), seen, chained: false };
}

function basesOf(files: SourceFiles, owner: ts.ClassLikeDeclaration, depth: number): ts.ClassLikeDeclaration[] {
  const base = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const value = base && depth > 0 ? resolveValue(files, base.expression) : undefined;
  return value?.kind === "node" && ts.isClassLike(value.node) ? [value.node, ...basesOf(files, value.node, depth - 1)] : [];
}

/** `id = "welcome"`, `get id() { return "welcome"; }`. */
function declaredField(member: ts.ClassElement): (readonly [string, ts.Expression])[] {
  const name = member.name && propertyText(member.name);
  if (name === undefined || ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) return [];
  const value = ts.isPropertyDeclaration(member) ? member.initializer : ts.isGetAccessorDeclaration(member) ? returnedExpression(member) : undefined;
  return value ? [[name, value]] : [];
}

/** `constructor(readonly id: string)`. */
function parameterField(parameter: ts.ParameterDeclaration): (readonly [string, ts.Expression])[] {
  return ts.isParameterPropertyDeclaration(parameter, parameter.parent) && ts.isIdentifier(parameter.name) ? [[parameter.name.text, parameter.name]] : [];
}

function superArguments({ body }: ts.ConstructorDeclaration): readonly ts.Expression[] {
  for (const statement of body?.statements ?? []) {
    const call = ts.isExpressionStatement(statement) ? statement.expression : undefined;
    if (call && ts.isCallExpression(call) && call.expression.kind === ts.SyntaxKind.SuperKeyword) return call.arguments;
  }
  return [];
}

interface FieldAssignment {
  readonly node: ts.Node;
  readonly name: string;
  readonly value: ts.Expression;
}

/** `this.id = id;` among a function's own statements, which surely run. */
function assignmentsIn({ body }: FunctionNode | ts.ConstructorDeclaration): FieldAssignment[] {
  return !body || !ts.isBlock(body) ? [] : body.statements.flatMap((statement) => {
    const node = ts.isExpressionStatement(statement) ? statement.expression : undefined;
    return node && ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isOwnField(node.left) ? [{ node: node.left, name: node.left.name.text, value: node.right }] : [];
  });
}

function isOwnField(node: ts.Node): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword;
}

/** Those that nothing else in the classes writes to. */
function settledFields({ classes, fields, seen }: Instance): ReadonlyMap<string, ts.Expression> {
  const unsettled = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isOwnField(node) && !seen.has(node) && isWritten(node)) unsettled.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  classes.forEach(visit);
  const mentions = new Map([...fields].map(([field, value]) => [field, fieldsIn(value)]));
  return new Map([...fields].filter(([field]) => !unsettled.has(field) && !isMadeOfItself(field, mentions)));
}

/** `this.id = this.id + suffix`: what it was before is not kept. */
function isMadeOfItself(field: string, mentions: ReadonlyMap<string, readonly string[]>): boolean {
  const reached = new Set(mentions.get(field));
  for (const each of reached) for (const next of mentions.get(each) ?? []) reached.add(next);
  return reached.has(field);
}

function fieldsIn(value: ts.Node): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isOwnField(node)) found.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(value);
  return found;
}

/** Assigned, counted up, deleted or taken apart into, in whole or in part. */
function isWritten(node: ts.Node): boolean {
  let target = node;
  while ((ts.isPropertyAccessExpression(target.parent) || ts.isElementAccessExpression(target.parent)) && target.parent.expression === target) target = target.parent;
  return isWriteTarget(target) || ts.isDeleteExpression(target.parent);
}
