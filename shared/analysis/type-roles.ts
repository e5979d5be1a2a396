/** Roles told by a type annotation: `GetStepTools<typeof inngest>`, `Inngest`, an interface with such a property. */
import ts from "typescript";
import { fileOf } from "./ancestors.ts";
import { jsDocDeclaration } from "./annotations.ts";
import { contextualType, isActionHandler, parameterOf } from "./contextual-type.ts";
import { propertyText, resolveEntity, resolveImported, resolveType, resolveValue } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import { isInngestClass, memberRole, returnedExpression, roleOf, roleOfClass, roleOfDeclaration, roleOfPackage } from "./roles.ts";
import type { Recogniser, Role } from "./roles.ts";
import { findDeclaration } from "./scope.ts";

/** Names of types of the `inngest` package, by what a value of that type is. */
const PACKAGE_TYPES: Readonly<Record<string, Role>> = {
  GetStepTools: { kind: "tools" },
  Inngest: { kind: "client" },
  Context: { kind: "context" }, BaseContext: { kind: "context" }, GetFunctionInput: { kind: "context" },
};

/** Utility types that keep the members they are given, as far as roles are concerned. */
const TRANSPARENT = new Set(["Pick", "Omit", "Partial", "Required", "Readonly", "NonNullable", "Awaited", "Promise"]);

export function roleOfType(recogniser: Recogniser, type: ts.TypeNode, depth: number): Role | undefined {
  if (depth <= 0) return undefined;
  if (ts.isParenthesizedTypeNode(type)) return roleOfType(recogniser, type.type, depth - 1);
  if (ts.isUnionTypeNode(type)) return firstRole(type.types, (member) => roleOfType(recogniser, member, depth - 1));
  if (ts.isIntersectionTypeNode(type)) return mergeRoles(type.types.map((member) => roleOfType(recogniser, member, depth - 1)));
  if (ts.isTypeReferenceNode(type)) return roleOfReference(recogniser, type, depth - 1);
  if (ts.isTypeLiteralNode(type)) return roleOfMembers(recogniser, type.members, depth - 1);
  if (ts.isImportTypeNode(type)) return roleOfImport(recogniser, type, depth - 1);
  if (ts.isTypeQueryNode(type)) return roleOfQuery(recogniser, type, depth - 1);
  if (ts.isIndexedAccessTypeNode(type)) return roleOfIndexed(recogniser, type, depth - 1);
  return undefined;
}

/** `const run: Executor<Data> = async ({ step }) => …`: the type of what the function is kept in says what its parameter is. */
export function roleOfUntyped(recogniser: Recogniser, parameter: ts.ParameterDeclaration, depth: number): Role | undefined {
  const fn = parameter.parent;
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn) && !ts.isMethodDeclaration(fn)) return undefined;
  const index = fn.parameters.indexOf(parameter);
  if (index === 0 && isActionHandler(recogniser.files, fn)) return { kind: "context" };
  const type = contextualType(recogniser.files, fn);
  const given = type && parameterOf(recogniser.files, type, index, depth);
  return given && roleOfType(recogniser, given, depth - 1);
}

/** `import("inngest").GetStepTools`. */
function roleOfImport(recogniser: Recogniser, type: ts.ImportTypeNode, depth: number): Role | undefined {
  const specifier = ts.isLiteralTypeNode(type.argument) && ts.isStringLiteral(type.argument.literal) ? type.argument.literal.text : undefined;
  if (specifier === undefined || type.isTypeOf) return undefined;
  const names = type.qualifier?.getText().split(".") ?? [];
  return roleOfTarget(recogniser, resolveImported(recogniser.files, specifier, fileOf(type).fileName, names), depth);
}

function roleOfTarget(recogniser: Recogniser, target: Value | undefined, depth: number): Role | undefined {
  if (target?.kind === "package") return roleOfPackageType(target);
  return target?.kind === "node" ? roleOfTypeDeclaration(recogniser, target.node, depth) : undefined;
}

/** A name that a comment declares. */
function roleOfJsDoc(recogniser: Recogniser, name: ts.Identifier, depth: number): Role | undefined {
  const declared = jsDocDeclaration(name);
  if (!declared) return undefined;
  if ("kind" in declared) return roleOfType(recogniser, declared, depth);
  return roleOfTarget(recogniser, resolveImported(recogniser.files, declared.specifier, fileOf(name).fileName, [declared.member]), depth);
}

function firstRole<T>(items: readonly T[], find: (item: T) => Role | undefined): Role | undefined {
  for (const item of items) {
    const role = find(item);
    if (role) return role;
  }
  return undefined;
}

/** An intersection has the members of all its parts. */
function mergeRoles(roles: readonly (Role | undefined)[]): Role | undefined {
  const found = roles.filter((role) => role !== undefined);
  if (found.length <= 1) return found[0];
  return { kind: "object", member: (name) => firstRole(found, (role) => memberRole(role, name)) };
}

function roleOfReference(recogniser: Recogniser, type: ts.TypeReferenceNode, depth: number): Role | undefined {
  const target = resolveType(recogniser.files, type);
  if (target) return roleOfTarget(recogniser, target, depth);
  const declared = ts.isIdentifier(type.typeName) ? roleOfJsDoc(recogniser, type.typeName, depth) : undefined;
  if (declared) return declared;
  const [argument] = type.typeArguments ?? [];
  if (!argument || !ts.isIdentifier(type.typeName) || findDeclaration(type.typeName.text, type, "type")) return undefined;
  if (TRANSPARENT.has(type.typeName.text)) return roleOfType(recogniser, argument, depth);
  return type.typeName.text === "ReturnType" && ts.isTypeQueryNode(argument) ? roleOfReturnType(recogniser, argument, depth) : undefined;
}

function roleOfPackageType(target: Value & { kind: "package" }): Role | undefined {
  if (target.name !== "inngest") return undefined;
  // `Inngest.Any` and `Context.Any` are the class and the context themselves.
  const name = target.members.findLast((member) => member !== "Any" && member !== "default");
  return name !== undefined && Object.hasOwn(PACKAGE_TYPES, name) ? PACKAGE_TYPES[name] : undefined;
}

function roleOfTypeDeclaration(recogniser: Recogniser, node: ts.Node, depth: number): Role | undefined {
  if (ts.isTypeAliasDeclaration(node)) return roleOfType(recogniser, node.type, depth);
  if (ts.isTypeParameterDeclaration(node)) {
    const bound = node.constraint ?? node.default;
    return bound && roleOfType(recogniser, bound, depth);
  }
  if (ts.isClassLike(node)) return roleOfClass(recogniser, node, depth);
  if (!ts.isInterfaceDeclaration(node)) return undefined;
  const bases = (node.heritageClauses ?? []).flatMap((clause) => clause.types).map((base) => roleOfBase(recogniser, base, depth));
  const own = roleOfMembers(recogniser, node.members, depth);
  const roles = bases.filter((role) => role !== undefined);
  return roles.length === 1 && node.members.length === 0 ? roles[0] : mergeRoles([own, ...roles]);
}

function roleOfBase(recogniser: Recogniser, base: ts.ExpressionWithTypeArguments, depth: number): Role | undefined {
  const target = resolveType(recogniser.files, base);
  if (target?.kind === "package") return roleOfPackageType(target);
  if (target?.kind === "node") return roleOfTypeDeclaration(recogniser, target.node, depth - 1);
  const [argument] = base.typeArguments ?? [];
  return argument && ts.isIdentifier(base.expression) && TRANSPARENT.has(base.expression.text) ? roleOfType(recogniser, argument, depth - 1) : undefined;
}

function roleOfMembers(recogniser: Recogniser, members: ts.NodeArray<ts.TypeElement>, depth: number): Role {
  return {
    kind: "object",
    member: (name) => {
      const property = members.find((candidate) => candidate.name && propertyText(candidate.name) === name);
      return property && ts.isPropertySignature(property) && property.type && depth > 0 ? roleOfType(recogniser, property.type, depth - 1) : undefined;
    },
  };
}

function roleOfQuery(recogniser: Recogniser, query: ts.TypeQueryNode, depth: number): Role | undefined {
  if (ts.isIdentifier(query.exprName)) return roleOf(recogniser, query.exprName, depth);
  const value = resolveEntity(recogniser.files, query.exprName, "value");
  if (value?.kind === "node") {
    if (ts.isExpression(value.node)) return roleOf(recogniser, value.node, depth);
    return ts.isVariableDeclaration(value.node) ? roleOfDeclaration(recogniser, value.node, depth) : undefined;
  }
  return roleOfPackage(value);
}

/** `ReturnType<typeof createStepTools>` names the tools before `GetStepTools` existed. */
function roleOfReturnType(recogniser: Recogniser, query: ts.TypeQueryNode, depth: number): Role | undefined {
  const value = resolveEntity(recogniser.files, query.exprName, "value");
  if (value?.kind === "package") return value.name === "inngest" && value.members.at(-1) === "createStepTools" ? { kind: "tools" } : undefined;
  if (value?.kind !== "node" || !ts.isFunctionLike(value.node)) return undefined;
  const role = value.node.type && roleOfType(recogniser, value.node.type, depth);
  const result = returnedExpression(value.node);
  return role ?? (result && roleOf(recogniser, result, depth));
}

/** `Context["step"]`; and `Parameters<Parameters<typeof inngest.createFunction>[2]>[0]`, the context spelled out. */
function roleOfIndexed(recogniser: Recogniser, type: ts.IndexedAccessTypeNode, depth: number): Role | undefined {
  const index = ts.isLiteralTypeNode(type.indexType) ? type.indexType.literal : undefined;
  if (!index) return undefined;
  if (ts.isStringLiteral(index)) return memberRole(roleOfType(recogniser, type.objectType, depth), index.text);
  const handler = parametersOf(type.objectType);
  if (!handler || !ts.isNumericLiteral(index) || index.text !== "0" || !ts.isIndexedAccessTypeNode(handler)) return undefined;
  const query = parametersOf(handler.objectType);
  if (!query || !ts.isTypeQueryNode(query) || !ts.isQualifiedName(query.exprName) || query.exprName.right.text !== "createFunction") return undefined;
  const client = query.exprName.left;
  return ts.isIdentifier(client) && (roleOf(recogniser, client, depth)?.kind === "client" || isInngestClass(resolveValue(recogniser.files, client)))
    ? { kind: "context" } : undefined;
}

function parametersOf(type: ts.TypeNode): ts.TypeNode | undefined {
  return ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === "Parameters" ? type.typeArguments?.[0] : undefined;
}
