/** Types written for what an expression is kept in: a variable, a member of an object, an element of a list, an argument. */
import ts from "typescript";
import { propertyText, resolveType, resolveValue, withOuter } from "./resolve.ts";
import type { SourceFiles } from "./source-files.ts";

/** Types that stand for types that stand for …, and lists in objects in lists; deeper ones are cycles. */
const DEPTH = 8;

type Kept = ts.Expression | ts.MethodDeclaration;

/** A type, or that of a method: its signature. */
type Written = ts.TypeNode | ts.MethodSignature;

export function contextualType(files: SourceFiles, kept: Kept, depth = DEPTH): Written | undefined {
  if (depth === 0) return undefined;
  if (ts.isMethodDeclaration(kept)) return ts.isObjectLiteralExpression(kept.parent) ? typeOfMember(files, kept.parent, kept.name, depth - 1) : undefined;
  const outer = ts.findAncestor(kept.parent, (node) => !ts.isParenthesizedExpression(node));
  if (!outer) return undefined;
  if (ts.isSatisfiesExpression(outer) || ts.isAsExpression(outer) || ts.isVariableDeclaration(outer) || ts.isPropertyDeclaration(outer)) return outer.type;
  if (ts.isPropertyAssignment(outer)) return typeOfMember(files, outer.parent, outer.name, depth - 1);
  if (ts.isArrayLiteralExpression(outer)) {
    const list = contextualType(files, outer, depth - 1);
    return list && elementOf(list);
  }
  return ts.isCallExpression(outer) && ts.isObjectLiteralExpression(kept) ? typeOfArgument(files, outer, kept) : undefined;
}

function typeOfMember(files: SourceFiles, object: ts.ObjectLiteralExpression, name: ts.PropertyName, depth: number): Written | undefined {
  const key = propertyText(name);
  const type = key === undefined ? undefined : contextualType(files, object, depth);
  return type && key !== undefined ? memberOf(files, type, key, depth) : undefined;
}

/** `defineJob({ … })` of `function defineJob(job: Job)`. */
function typeOfArgument(files: SourceFiles, call: ts.CallExpression, argument: ts.Expression): Written | undefined {
  const index = call.arguments.findIndex((candidate) => candidate === withOuter(argument));
  const callee = index < 0 ? undefined : resolveValue(files, call.expression);
  return callee?.kind === "node" && ts.isFunctionLike(callee.node) ? (callee.node.parameters[index] as ts.ParameterDeclaration | undefined)?.type : undefined;
}

function elementOf(type: Written): ts.TypeNode | undefined {
  if (ts.isParenthesizedTypeNode(type) || (ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.ReadonlyKeyword)) return elementOf(type.type);
  if (ts.isArrayTypeNode(type)) return type.elementType;
  return isNamed(type, /^(?:Readonly)?Array$/) ? type.typeArguments?.[0] : undefined;
}

function isNamed(type: Written, name: RegExp): type is ts.TypeReferenceNode {
  return ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && name.test(type.typeName.text);
}

function memberOf(files: SourceFiles, type: Written, key: string, depth: number): Written | undefined {
  if (depth <= 0) return undefined;
  if (ts.isParenthesizedTypeNode(type)) return memberOf(files, type.type, key, depth - 1);
  if (ts.isTypeLiteralNode(type)) return memberAmong(type.members, key);
  if (ts.isIntersectionTypeNode(type)) return firstOf(type.types, (part) => memberOf(files, part, key, depth - 1));
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const target = resolveType(files, type);
  if (target?.kind === "node" && ts.isTypeAliasDeclaration(target.node)) return memberOf(files, target.node.type, key, depth - 1);
  if (target?.kind === "node" && ts.isInterfaceDeclaration(target.node)) return memberAmong(target.node.members, key);
  if (target) return undefined;
  return isNamed(type, /^Record$/) ? type.typeArguments?.[1] : undefined;
}

function memberAmong(members: ts.NodeArray<ts.TypeElement>, key: string): Written | undefined {
  const member = members.find((candidate) => candidate.name && propertyText(candidate.name) === key);
  return member && ts.isPropertySignature(member) ? member.type : member && ts.isMethodSignature(member) ? member : undefined;
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

/** The type of a parameter of a function's type. */
export function parameterOf(files: SourceFiles, type: Written, index: number, depth: number): ts.TypeNode | undefined {
  if (depth <= 0) return undefined;
  if (ts.isParenthesizedTypeNode(type)) return parameterOf(files, type.type, index, depth - 1);
  if (ts.isFunctionTypeNode(type) || ts.isMethodSignature(type)) return type.parameters[index]?.type;
  const target = ts.isTypeReferenceNode(type) ? resolveType(files, type) : undefined;
  if (target?.kind !== "node") return undefined;
  if (ts.isTypeAliasDeclaration(target.node)) return parameterOf(files, target.node.type, index, depth - 1);
  const signatures = ts.isInterfaceDeclaration(target.node) ? target.node.members.filter(ts.isCallSignatureDeclaration) : [];
  return signatures.length === 1 ? signatures[0]?.parameters[index]?.type : undefined;
}

/** Inngest's workflow kit: `handler` of an `EngineAction`, and of the `actions` of an `Engine`. */
export function isActionHandler(files: SourceFiles, fn: Kept): boolean {
  const property = ts.isMethodDeclaration(fn) ? fn : fn.parent;
  if (!(ts.isPropertyAssignment(property) || ts.isMethodDeclaration(property)) || propertyText(property.name) !== "handler" || !ts.isObjectLiteralExpression(property.parent)) return false;
  const action = property.parent;
  const type = contextualType(files, action);
  const target = type && ts.isTypeReferenceNode(type) ? resolveType(files, type) : undefined;
  if (target) return isOfWorkflowKit(target, "EngineAction");
  const engine = ts.isArrayLiteralExpression(action.parent) && ts.isPropertyAssignment(action.parent.parent) ? action.parent.parent.parent.parent : undefined;
  return engine !== undefined && ts.isNewExpression(engine) && isOfWorkflowKit(resolveValue(files, engine.expression), "Engine");
}

function isOfWorkflowKit(value: ReturnType<typeof resolveValue>, name: string): boolean {
  return value.kind === "package" && value.name === "@inngest/workflow-kit" && value.members.at(-1) === name;
}
