/**
 * TypeScript types as shapes, without a type checker: literals, interfaces, aliases, unions, intersections, generics
 * applied to arguments, the utility types that only pick or loosen keys, `typeof constant`, `z.infer<typeof schema>`.
 */
import ts from "typescript";
import { readLiteral } from "./literals.ts";
import type { ValueLiteral } from "./model.ts";
import { resolveEntity, resolveType } from "./resolve.ts";
import { enumShape, literalShapeOf, resolveKey } from "./shape-parts.ts";
import { readSchema } from "./shape-schema.ts";
import { ANY, toProperties, unionOf, withoutNull } from "./shape.ts";
import type { Shape } from "./shape.ts";
import type { SourceFiles } from "./source-files.ts";

/** A type with what its type parameters stand for, and the declarations it lies in (a cycle reads as anything). */
export interface TypeAt {
  readonly type: ts.TypeNode;
  readonly parameters: ReadonlyMap<ts.Node, TypeAt>;
  readonly inside: ReadonlySet<ts.Node>;
  /** Types that may still be read: aliases used twice by aliases used twice grow without bound. */
  readonly budget: { left: number };
}

/** Far more than the parts of any event written by people. */
const BUDGET = 5000;

export interface TypeMember {
  /** Where the key is written. */
  readonly key: ts.Node;
  readonly optional: boolean;
  readonly type: TypeAt | undefined;
}

export interface TypeMembers {
  readonly members: ReadonlyMap<string, TypeMember>;
  /** True with an index signature. */
  readonly open: boolean;
}

export const newBudget = (): TypeAt["budget"] => ({ left: BUDGET });

const PLAIN: ReadonlyMap<ts.Node, TypeAt> = new Map();

export function typeAt(type: ts.TypeNode): TypeAt {
  return { type, parameters: PLAIN, inside: new Set(), budget: newBudget() };
}

export function readType(files: SourceFiles, type: ts.TypeNode): Shape {
  return shapeOf(files, typeAt(type));
}

export function shapeOf(files: SourceFiles, at: TypeAt): Shape {
  const { type, budget } = at;
  if (budget.left-- <= 0) return ANY;
  const inner = (node: ts.TypeNode): TypeAt => ({ ...at, type: node });
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword: case ts.SyntaxKind.TemplateLiteralType: return { kind: "string" };
    case ts.SyntaxKind.NumberKeyword: return { kind: "number" };
    case ts.SyntaxKind.BooleanKeyword: return { kind: "boolean" };
    default:
  }
  if (ts.isParenthesizedTypeNode(type)) return shapeOf(files, inner(type.type));
  if (ts.isTypeOperatorNode(type)) return type.operator === ts.SyntaxKind.ReadonlyKeyword ? shapeOf(files, inner(type.type)) : ANY;
  if (ts.isLiteralTypeNode(type)) return literalType(type.literal);
  if (ts.isArrayTypeNode(type)) return { kind: "array", element: shapeOf(files, inner(type.elementType)) };
  if (ts.isUnionTypeNode(type)) return unionType(files, type.types.map(inner));
  if (ts.isTypeQueryNode(type)) return typeOfValue(files, type);
  if (ts.isTypeReferenceNode(type)) return referenceShape(files, at, type);
  if (ts.isTypeLiteralNode(type) || ts.isIntersectionTypeNode(type)) return membersShape(files, at);
  return ANY;
}

function literalType(literal: ts.LiteralTypeNode["literal"]): Shape {
  if (ts.isStringLiteralLike(literal)) return { kind: "literal", value: literal.text };
  if (ts.isNumericLiteral(literal)) return { kind: "literal", value: Number(literal.text) };
  if (ts.isPrefixUnaryExpression(literal) && literal.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(literal.operand)) return { kind: "literal", value: -Number(literal.operand.text) };
  if (literal.kind === ts.SyntaxKind.TrueKeyword || literal.kind === ts.SyntaxKind.FalseKeyword) return { kind: "literal", value: literal.kind === ts.SyntaxKind.TrueKeyword };
  return literal.kind === ts.SyntaxKind.NullKeyword ? { kind: "null" } : ANY;
}

function isUndefined(at: TypeAt): boolean {
  return at.type.kind === ts.SyntaxKind.UndefinedKeyword;
}

/** `undefined` in a union says that the key may be left out, which its property records; the rest is the shape. */
function unionType(files: SourceFiles, types: readonly TypeAt[]): Shape {
  const present = types.filter((member) => !isUndefined(member));
  return present.length === 0 ? ANY : unionOf(present.map((member) => shapeOf(files, member)));
}

function membersShape(files: SourceFiles, at: TypeAt): Shape {
  const read = membersOf(files, at);
  // `{}` is TypeScript's word for anything that is not null.
  if (!read || (read.members.size === 0 && !read.open)) return ANY;
  if (read.members.size === 0) return indexShape(files, at) ?? ANY;
  const entries = [...read.members].map(([key, member]) => [key, { shape: member.type ? shapeOf(files, member.type) : ANY, optional: member.optional }] as const);
  return { kind: "object", properties: toProperties(entries), open: read.open };
}

/** `{ [key: string]: T }` alone is a record of T. */
function indexShape(files: SourceFiles, at: TypeAt): Shape | undefined {
  const [member, ...others] = ts.isTypeLiteralNode(at.type) ? at.type.members : [];
  return member && others.length === 0 && ts.isIndexSignatureDeclaration(member) ? { kind: "record", value: shapeOf(files, { ...at, type: member.type }) } : undefined;
}

function referenceShape(files: SourceFiles, at: TypeAt, type: ts.TypeReferenceNode): Shape {
  const target = resolveType(files, type);
  const [first, second] = type.typeArguments ?? [];
  if (!target && ts.isQualifiedName(type.typeName)) return enumMemberShape(files, type.typeName);
  if (!target) {
    const name = ts.isIdentifier(type.typeName) ? type.typeName.text : "";
    if ((name === "Array" || name === "ReadonlyArray") && first) return { kind: "array", element: shapeOf(files, { ...at, type: first }) };
    if (name === "NonNullable" && first) return withoutNull(shapeOf(files, { ...at, type: first }));
    if (name === "Record" && second && first?.kind === ts.SyntaxKind.StringKeyword) return { kind: "record", value: shapeOf(files, { ...at, type: second }) };
    return KEY_UTILITIES.has(name) ? membersShape(files, at) : ANY;
  }
  if (target.kind === "package") return inferredShape(files, target.name, target.members, first);
  if (target.kind !== "node") return ANY;
  if (ts.isEnumDeclaration(target.node)) return enumShape(files, target.node) ?? ANY;
  const opened = openReference(at, type, target.node);
  if (!opened) return ANY;
  return ts.isTypeAliasDeclaration(target.node) || ts.isTypeParameterDeclaration(target.node) ? shapeOf(files, opened) : membersShape(files, at);
}

/** `Plan.Free` as a type. */
function enumMemberShape(files: SourceFiles, name: ts.QualifiedName): Shape {
  const member = resolveEntity(files, name, "value");
  return (member?.kind === "node" && ts.isEnumMember(member.node) && member.node.initializer ? literalShapeOf(files, member.node.initializer) : undefined) ?? ANY;
}

/** `z.infer<typeof schema>` and its like. */
function inferredShape(files: SourceFiles, name: string, members: readonly string[], argument: ts.TypeNode | undefined): Shape {
  const member = members.at(-1) ?? "";
  const infers = (name === "zod" && /^(infer|input|output|TypeOf)$/.test(member)) || (name === "valibot" && /^Infer(Input|Output)$/.test(member));
  if (!infers || !argument || !ts.isTypeQueryNode(argument) || !ts.isIdentifier(argument.exprName)) return ANY;
  return readSchema(files, argument.exprName, member === "input" || member === "InferInput" ? "input" : "output");
}

/** `typeof constant`: the widened type of its literal. */
function typeOfValue(files: SourceFiles, type: ts.TypeQueryNode): Shape {
  const target = resolveEntity(files, type.exprName, "value");
  if (target?.kind !== "node" || !ts.isExpression(target.node)) return ANY;
  const constant = ts.isAsExpression(target.node.parent) && ts.isConstTypeReference(target.node.parent.type);
  return literalShape(readLiteral(files, target.node).value, constant);
}

function literalShape(value: ValueLiteral, constant: boolean): Shape {
  switch (value.kind) {
    case "string": case "number": case "boolean":
      return constant && value.value !== undefined ? { kind: "literal", value: value.value } : { kind: value.kind };
    case "object": {
      if (value.open || value.properties.length === 0) return ANY;
      return { kind: "object", open: false, properties: toProperties(value.properties.map((property) => [property.key, { shape: literalShape(property.value, constant), optional: false }])) };
    }
    case "array": return value.open || value.elements.length === 0 ? ANY : { kind: "array", element: unionOf(value.elements.map((element) => literalShape(element, constant))) };
    default: return ANY;
  }
}

const KEY_UTILITIES: ReadonlySet<string> = new Set(["Partial", "Required", "Readonly", "Pick", "Omit", "Record"]);

/** The body of an alias or the argument of a type parameter, with its own parameters bound; undefined on a cycle. */
function openReference(at: TypeAt, type: ts.TypeReferenceNode | ts.ExpressionWithTypeArguments, target: ts.Node): TypeAt | undefined {
  if (at.inside.has(target)) return undefined;
  if (ts.isTypeParameterDeclaration(target)) return at.parameters.get(target);
  if (!ts.isTypeAliasDeclaration(target)) return at;
  return { ...at, type: target.type, parameters: bindParameters(at, target, type.typeArguments), inside: new Set([...at.inside, target]) };
}

function bindParameters(
  at: TypeAt, declaration: ts.TypeAliasDeclaration | ts.InterfaceDeclaration, given: readonly ts.TypeNode[] | undefined,
): ReadonlyMap<ts.Node, TypeAt> {
  const bound = new Map<ts.Node, TypeAt>();
  declaration.typeParameters?.forEach((parameter, index) => {
    const argument = given?.[index];
    if (argument) bound.set(parameter, { ...at, type: argument });
    else if (parameter.default) bound.set(parameter, { ...at, type: parameter.default, parameters: bound });
  });
  return bound;
}

/** Keys of an object type; undefined where they cannot all be told. */
export function membersOf(files: SourceFiles, at: TypeAt): TypeMembers | undefined {
  const { type } = at;
  if (ts.isParenthesizedTypeNode(type)) return membersOf(files, { ...at, type: type.type });
  if (ts.isTypeLiteralNode(type)) return declaredMembers(files, at, type.members);
  if (ts.isIntersectionTypeNode(type)) return mergeMembers(type.types.map((part) => membersOf(files, { ...at, type: part })));
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const target = resolveType(files, type);
  if (!target) return utilityMembers(files, at, type);
  if (target.kind !== "node" || at.inside.has(target.node)) return undefined;
  if (ts.isInterfaceDeclaration(target.node)) return interfaceMembers(files, at, target.node, type.typeArguments);
  const opened = ts.isTypeAliasDeclaration(target.node) || ts.isTypeParameterDeclaration(target.node) ? openReference(at, type, target.node) : undefined;
  return opened && membersOf(files, opened);
}

function declaredMembers(files: SourceFiles, at: TypeAt, elements: readonly ts.TypeElement[]): TypeMembers | undefined {
  const members = new Map<string, TypeMember>();
  let open = false;
  for (const element of elements) {
    if (ts.isIndexSignatureDeclaration(element)) open = true;
    else if (ts.isPropertySignature(element)) {
      const key = resolveKey(files, element.name);
      if (key === undefined) return undefined;
      const optional = element.questionToken !== undefined || (element.type !== undefined && allowsUndefined(files, { ...at, type: element.type }));
      members.set(key, { key: element.name, optional, type: element.type && { ...at, type: element.type } });
    } else return undefined;
  }
  return { members, open };
}

function allowsUndefined(files: SourceFiles, at: TypeAt): boolean {
  const { type } = at;
  if (ts.isParenthesizedTypeNode(type)) return allowsUndefined(files, { ...at, type: type.type });
  if (ts.isUnionTypeNode(type)) return type.types.some((member) => allowsUndefined(files, { ...at, type: member }));
  if (!ts.isTypeReferenceNode(type)) return type.kind === ts.SyntaxKind.UndefinedKeyword;
  const target = resolveType(files, type);
  if (target?.kind !== "node") return false;
  const opened = ts.isTypeAliasDeclaration(target.node) || ts.isTypeParameterDeclaration(target.node) ? openReference(at, type, target.node) : undefined;
  return opened !== undefined && allowsUndefined(files, opened);
}

function mergeMembers(parts: readonly (TypeMembers | undefined)[]): TypeMembers | undefined {
  const members = new Map<string, TypeMember>();
  let open = false;
  for (const part of parts) {
    if (!part) return undefined;
    open ||= part.open;
    for (const [key, member] of part.members) {
      const before = members.get(key);
      // A key in both parts has both types at once, which is not followed.
      members.set(key, before ? { key: member.key, optional: before.optional && member.optional, type: undefined } : member);
    }
  }
  return { members, open };
}

function interfaceMembers(files: SourceFiles, at: TypeAt, declaration: ts.InterfaceDeclaration, given: readonly ts.TypeNode[] | undefined): TypeMembers | undefined {
  const here: TypeAt = { ...at, parameters: bindParameters(at, declaration, given), inside: new Set([...at.inside, declaration]) };
  const merged = new Map<string, TypeMember>();
  let open = false;
  for (const parent of declaration.heritageClauses?.flatMap((clause) => clause.types) ?? []) {
    const target = resolveType(files, parent);
    if (target?.kind !== "node" || here.inside.has(target.node)) return undefined;
    const inherited = ts.isInterfaceDeclaration(target.node) ? interfaceMembers(files, here, target.node, parent.typeArguments) : aliasMembers(files, here, parent, target.node);
    if (!inherited) return undefined;
    open ||= inherited.open;
    for (const [key, member] of inherited.members) merged.set(key, member);
  }
  // Declarations of one interface in one place add up; those elsewhere are not looked for.
  for (const sibling of siblings(declaration)) {
    const own = declaredMembers(files, here, sibling.members);
    if (!own) return undefined;
    open ||= own.open;
    for (const [key, member] of own.members) merged.set(key, member);
  }
  return { members: merged, open };
}

function aliasMembers(files: SourceFiles, at: TypeAt, parent: ts.ExpressionWithTypeArguments, target: ts.Node): TypeMembers | undefined {
  const opened = ts.isTypeAliasDeclaration(target) ? openReference(at, parent, target) : undefined;
  return opened && membersOf(files, opened);
}

function siblings(declaration: ts.InterfaceDeclaration): ts.InterfaceDeclaration[] {
  if (!ts.isSourceFile(declaration.parent) && !ts.isModuleBlock(declaration.parent)) return [declaration];
  const statements: readonly ts.Statement[] = declaration.parent.statements;
  return statements.filter(ts.isInterfaceDeclaration).filter((statement) => statement.name.text === declaration.name.text);
}

/** `Partial<T>`, `Pick<T, "a" | "b">`, `Record<"a" | "b", T>`, … */
function utilityMembers(files: SourceFiles, at: TypeAt, type: ts.TypeReferenceNode): TypeMembers | undefined {
  const [first, second] = type.typeArguments ?? [];
  const name = ts.isIdentifier(type.typeName) ? type.typeName.text : "";
  if (!first || !KEY_UTILITIES.has(name)) return undefined;
  if (name === "Record") {
    const keys = second && literalKeys(files, { ...at, type: first });
    return keys && { members: new Map([...keys].map((key) => [key, { key: first, optional: false, type: { ...at, type: second } }])), open: false };
  }
  const base = membersOf(files, { ...at, type: first });
  if (!base || name === "Readonly") return base;
  if (name === "Partial" || name === "Required") {
    return { ...base, members: new Map([...base.members].map(([key, member]) => [key, { ...member, optional: name === "Partial" }])) };
  }
  const keys = second && literalKeys(files, { ...at, type: second });
  return keys && { ...base, members: new Map([...base.members].filter(([key]) => keys.has(key) === (name === "Pick"))) };
}

function literalKeys(files: SourceFiles, at: TypeAt): ReadonlySet<string> | undefined {
  const shape = shapeOf(files, at);
  const keys = (shape.kind === "union" ? shape.members : [shape]).map((member) => (member.kind === "literal" ? String(member.value) : undefined));
  return keys.every((key) => key !== undefined) ? new Set(keys) : undefined;
}

/** Members of a union type, aliases of unions opened; the type itself where it is none. */
export function alternativesOf(files: SourceFiles, at: TypeAt): TypeAt[] {
  const { type } = at;
  if (ts.isParenthesizedTypeNode(type)) return alternativesOf(files, { ...at, type: type.type });
  if (ts.isUnionTypeNode(type)) return type.types.flatMap((member) => alternativesOf(files, { ...at, type: member }));
  if (!ts.isTypeReferenceNode(type)) return [at];
  const target = resolveType(files, type);
  const opened = target?.kind === "node" && ts.isTypeAliasDeclaration(target.node) ? openReference(at, type, target.node) : undefined;
  return opened && target?.kind === "node" && ts.isTypeAliasDeclaration(target.node) && (ts.isUnionTypeNode(opened.type) || ts.isTypeReferenceNode(opened.type)) ? alternativesOf(files, opened) : [at];
}
