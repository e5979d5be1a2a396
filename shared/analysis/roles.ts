/**
 * Which part of Inngest an expression is: a client, a handler's context, the step tools, one tool. Told by where the
 * value comes from, never by how it is spelled; what cannot be traced has no role.
 */
import ts from "typescript";
import { isToolOptions } from "./agent-kit.ts";
import { annotationOf } from "./annotations.ts";
import type { StepTool } from "./model.ts";
import { propertyText, resolveDeclaration, resolveExport, resolveMember, resolveValue, skipOuter } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import { bindingKey } from "./resolve.ts";
import { findDeclaration, isReassigned } from "./scope.ts";
import type { Declaration } from "./scope.ts";
import { fieldOf } from "./self.ts";
import type { SourceFiles } from "./source-files.ts";
import { roleOfType, roleOfUntyped } from "./type-roles.ts";

export type Role =
  | { readonly kind: "client" }
  /** `inngest.createFunction` taken off its client. */
  | { readonly kind: "method"; readonly name: string }
  /** What a handler receives: `{ event, step, … }`; `failed` for that of `onFailure`. */
  | { readonly kind: "context"; readonly failed?: boolean }
  /** The run's event, or what lies in it: `["data", "userId"]` for `event.data.userId`. */
  | { readonly kind: "event"; readonly keys: readonly string[]; readonly failed?: boolean }
  | { readonly kind: "tools" }
  | { readonly kind: "namespace"; readonly name: "ai" | "realtime" }
  | { readonly kind: "tool"; readonly tool: StepTool }
  /** An object some of whose members have roles. */
  | { readonly kind: "object"; readonly member: (name: string) => Role | undefined };

/** One analysis: the workspace, and the roles that parameters were seen to receive. */
export interface Recogniser {
  readonly files: SourceFiles;
  readonly bound: Map<Declaration, Role>;
  readonly known: Map<Declaration, Role>;
  /** Functions that make no Inngest function, nor do those they call, so many calls deep. */
  readonly barren: Map<ts.Node, number>;
}

export function createRecogniser(files: SourceFiles): Recogniser {
  return { files, bound: new Map(), known: new Map(), barren: new Map() };
}

const TOOLS: Readonly<Record<string, StepTool>> = {
  run: "run", sendEvent: "sendEvent", sleep: "sleep", sleepUntil: "sleepUntil", waitForEvent: "waitForEvent",
  waitForSignal: "waitForSignal", sendSignal: "sendSignal", invoke: "invoke", fetch: "fetch",
};
const NAMESPACED: Readonly<Record<string, StepTool>> = { "ai.wrap": "ai.wrap", "ai.infer": "ai.infer", "realtime.publish": "realtime.publish" };

/** Last names of calls that can be step calls; a cheap test before the role of a receiver is looked for. */
export const TOOL_NAMES: ReadonlySet<string> = new Set([...Object.keys(TOOLS), "wrap", "infer", "publish"]);

const DEPTH = 24;

export function bindRole(recogniser: Recogniser, declaration: Declaration, role: Role): void {
  recogniser.bound.set(declaration, role);
}

export function roleOf(recogniser: Recogniser, expression: ts.Expression, depth = DEPTH): Role | undefined {
  const node = skipOuter(expression);
  if (depth <= 0) return undefined;
  if (ts.isIdentifier(node)) return roleOfIdentifier(recogniser, node, depth - 1);
  if (ts.isPropertyAccessExpression(node)) return roleOfAccess(recogniser, node, node.name.text, depth - 1);
  if (ts.isElementAccessExpression(node)) {
    const key = skipOuter(node.argumentExpression);
    return ts.isStringLiteralLike(key) ? roleOfAccess(recogniser, node, key.text, depth - 1) : undefined;
  }
  if (ts.isNewExpression(node)) return roleOfInstance(recogniser, node.expression, depth - 1);
  if (ts.isCallExpression(node)) return roleOfCall(recogniser, node, depth - 1);
  if (ts.isAwaitExpression(node)) return roleOf(recogniser, node.expression, depth - 1);
  if (ts.isBinaryExpression(node)) return roleOfBinary(recogniser, node, depth - 1);
  if (ts.isObjectLiteralExpression(node)) return roleOfObject(recogniser, node, depth - 1);
  if (node.kind === ts.SyntaxKind.ThisKeyword) {
    const owner = ts.findAncestor(node, ts.isClassLike);
    const role = owner?.heritageClauses && roleOfClass(recogniser, owner, depth - 1);
    return role?.kind === "client" ? role : undefined;
  }
  return undefined;
}

/** The role of a member of something with a role. */
export function memberRole(role: Role | undefined, name: string): Role | undefined {
  if (!role) return undefined;
  switch (role.kind) {
    case "context": return name === "step" ? { kind: "tools" } : name === "event" ? { ...role, kind: "event", keys: [] } : undefined;
    case "event": return { ...role, keys: [...role.keys, name] };
    case "client": return { kind: "method", name };
    case "object": return role.member(name);
    case "tools": {
      if (name === "ai" || name === "realtime") return { kind: "namespace", name };
      return Object.hasOwn(TOOLS, name) ? { kind: "tool", tool: TOOLS[name] as StepTool } : undefined;
    }
    case "namespace": {
      const tool = NAMESPACED[`${role.name}.${name}`];
      return tool && { kind: "tool", tool };
    }
    default: return undefined;
  }
}

/** The role of something of the `inngest` package itself. */
export function roleOfPackage(value: Value | undefined): Role | undefined {
  if (value?.kind !== "package" || value.name !== "inngest") return undefined;
  return value.members.length === 1 && value.members[0] === "step" ? { kind: "tools" } : undefined;
}

export function isInngestClass(value: Value | undefined): boolean {
  return value?.kind === "package" && value.name === "inngest" && value.members.at(-1) === "Inngest";
}

function roleOfIdentifier(recogniser: Recogniser, node: ts.Identifier, depth: number): Role | undefined {
  const own = findDeclaration(node.text, node, "value");
  if (!own) return undefined;
  if (!isImport(own)) return roleOfDeclaration(recogniser, own, depth);
  return roleOfValue(recogniser, resolveDeclaration(recogniser.files, node), depth);
}

function isImport(declaration: Declaration): boolean {
  return ts.isImportSpecifier(declaration) || ts.isImportClause(declaration) || ts.isNamespaceImport(declaration) || ts.isImportEqualsDeclaration(declaration);
}

function roleOfValue(recogniser: Recogniser, value: Value | undefined, depth: number): Role | undefined {
  if (value?.kind === "package") return roleOfPackage(value);
  if (value?.kind === "module") {
    return { kind: "object", member: (name) => roleOfValue(recogniser, resolveExport(recogniser.files, value, name), depth - 1) };
  }
  return value && roleOfNode(recogniser, value.node, depth);
}

function roleOfNode(recogniser: Recogniser, node: ts.Node, depth: number): Role | undefined {
  if (ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isParameter(node)) return roleOfDeclaration(recogniser, node, depth);
  return ts.isExpression(node) ? roleOf(recogniser, node, depth) : undefined;
}

export function roleOfDeclaration(recogniser: Recogniser, declaration: Declaration, depth = DEPTH): Role | undefined {
  const known = recogniser.bound.get(declaration) ?? recogniser.known.get(declaration);
  if (known || depth <= 0) return known;
  const role = readDeclaration(recogniser, declaration, depth);
  if (role) recogniser.known.set(declaration, role);
  return role;
}

function readDeclaration(recogniser: Recogniser, declaration: Declaration, depth: number): Role | undefined {
  if (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration)) {
    const type = annotationOf(declaration);
    const typed = type ? roleOfType(recogniser, type, depth - 1) : ts.isParameter(declaration) ? roleOfUntyped(recogniser, declaration, depth - 1) : undefined;
    if (typed) return typed;
    const given = ts.isParameter(declaration) ? recogniser.files.given?.get(declaration) : undefined;
    if (given) return roleOf(recogniser, given, depth - 1);
    if (ts.isParameter(declaration) && isToolOptions(recogniser.files, declaration)) return { kind: "object", member: (name) => (name === "step" ? { kind: "tools" } : undefined) };
    if (!declaration.initializer || isReassigned(declaration)) return undefined;
    return roleOf(recogniser, declaration.initializer, depth - 1) ?? roleOfRequire(recogniser, declaration.initializer, depth - 1);
  }
  if (!ts.isBindingElement(declaration) || isReassigned(declaration)) return undefined;
  const part = recogniser.files.given?.get(declaration);
  if (part) return roleOf(recogniser, part, depth - 1);
  const owner = declaration.parent.parent;
  const role = roleOfDeclaration(recogniser, owner, depth - 1);
  if (declaration.dotDotDotToken) return role;
  const key = bindingKey(declaration);
  return key === undefined ? undefined : memberRole(role, key);
}

/** `require("./client")` is a module, which no expression role stands for. */
function roleOfRequire(recogniser: Recogniser, initializer: ts.Expression, depth: number): Role | undefined {
  const value = resolveValue(recogniser.files, initializer);
  return value.kind === "module" ? roleOfValue(recogniser, value, depth) : undefined;
}

function roleOfAccess(recogniser: Recogniser, node: ts.PropertyAccessExpression | ts.ElementAccessExpression, name: string, depth: number): Role | undefined {
  const receiver = skipOuter(node.expression);
  if (receiver.kind === ts.SyntaxKind.ThisKeyword) return roleOfThisMember(recogniser, node, name, depth);
  const role = memberRole(roleOf(recogniser, receiver, depth), name);
  if (role) return role;
  const value = resolveValue(recogniser.files, receiver);
  if (value.kind === "package") return roleOfPackage({ ...value, members: [...value.members, name] });
  if (value.kind === "node" && ts.isClassLike(value.node)) {
    const member = resolveMember(recogniser.files, value, name);
    return member?.kind === "node" ? roleOfNode(recogniser, member.node, depth) : undefined;
  }
  return undefined;
}

/** `this.inngest`: a property of the class around, or a parameter property of its constructor. */
function roleOfThisMember(recogniser: Recogniser, node: ts.PropertyAccessExpression | ts.ElementAccessExpression, name: string, depth: number): Role | undefined {
  const field = ts.isPropertyAccessExpression(node) ? fieldOf(recogniser.files, node) : undefined;
  const held = field && depth > 0 ? roleOf(recogniser, field, depth - 1) : undefined;
  const owner = held ? undefined : ts.findAncestor(node, ts.isClassLike);
  if (!owner) return held;
  const role = roleOfClassMember(recogniser, owner, name, depth);
  // `class App extends Inngest { on() { return this.createFunction(…); } }`.
  return role ?? (owner.heritageClauses && depth > 0 ? clientMember(roleOfClass(recogniser, owner, depth - 1), name) : undefined);
}

function clientMember(role: Role | undefined, name: string): Role | undefined {
  return role?.kind === "client" ? memberRole(role, name) : undefined;
}

/** Of the class itself, or of a class it extends. */
export function roleOfClassMember(recogniser: Recogniser, owner: ts.ClassLikeDeclaration, name: string, depth: number): Role | undefined {
  for (const member of owner.members) {
    if (ts.isConstructorDeclaration(member)) {
      const parameter = member.parameters.find((candidate) => candidate.modifiers?.length && ts.isIdentifier(candidate.name) && candidate.name.text === name);
      if (parameter) return roleOfDeclaration(recogniser, parameter, depth);
    }
    if (ts.isPropertyDeclaration(member) && propertyText(member.name) === name) {
      const role = member.type && roleOfType(recogniser, member.type, depth);
      return role ?? (member.initializer && roleOf(recogniser, member.initializer, depth));
    }
    if (ts.isGetAccessorDeclaration(member) && propertyText(member.name) === name) return roleOfResult(recogniser, member, depth);
  }
  const base = depth > 0 ? baseOf(recogniser, owner) : undefined;
  return base?.kind === "node" && ts.isClassLike(base.node) ? roleOfClassMember(recogniser, base.node, name, depth - 1) : undefined;
}

function baseOf(recogniser: Recogniser, owner: ts.ClassLikeDeclaration): Value | undefined {
  const base = owner.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  return base && resolveValue(recogniser.files, base.expression);
}

function roleOfInstance(recogniser: Recogniser, callee: ts.Expression, depth: number): Role | undefined {
  const value = resolveValue(recogniser.files, callee);
  if (isInngestClass(value)) return { kind: "client" };
  return value.kind === "node" && ts.isClassLike(value.node) ? roleOfClass(recogniser, value.node, depth) : undefined;
}

/** What an instance of a class is: a client where the class extends `Inngest`, else an object of its members. */
export function roleOfClass(recogniser: Recogniser, owner: ts.ClassLikeDeclaration, depth: number): Role | undefined {
  const base = baseOf(recogniser, owner);
  if (isInngestClass(base)) return { kind: "client" };
  // `class Tenant extends App`, where `App` extends `Inngest`.
  const inherited = base?.kind === "node" && ts.isClassLike(base.node) && depth > 0 ? roleOfClass(recogniser, base.node, depth - 1) : undefined;
  if (inherited?.kind === "client") return inherited;
  return { kind: "object", member: (name) => (depth > 0 ? roleOfClassMember(recogniser, owner, name, depth - 1) : undefined) };
}

/** `getClient()`: what the function's annotation or its only `return` says. `step.run.bind(step)` is `step.run`. */
function roleOfCall(recogniser: Recogniser, call: ts.CallExpression, depth: number): Role | undefined {
  const callee = skipOuter(call.expression);
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === "bind") return roleOf(recogniser, callee.expression, depth);
  const value = resolveValue(recogniser.files, callee);
  return value.kind === "node" && ts.isFunctionLike(value.node) ? roleOfResult(recogniser, value.node, depth) : undefined;
}

function roleOfResult(recogniser: Recogniser, fn: ts.SignatureDeclaration, depth: number): Role | undefined {
  if (fn.type) {
    const role = roleOfType(recogniser, fn.type, depth);
    if (role) return role;
  }
  const result = returnedExpression(fn);
  return result && roleOf(recogniser, result, depth);
}

/** The expression that a function returns, where it ends in its only `return`. */
export function returnedExpression(fn: ts.SignatureDeclaration): ts.Expression | undefined {
  const body = (fn as ts.FunctionLikeDeclaration).body;
  if (!body) return undefined;
  if (!ts.isBlock(body)) return body;
  const last = body.statements.at(-1);
  return last && ts.isReturnStatement(last) ? last.expression : undefined;
}

function roleOfBinary(recogniser: Recogniser, node: ts.BinaryExpression, depth: number): Role | undefined {
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.EqualsToken || operator === ts.SyntaxKind.QuestionQuestionEqualsToken) return roleOf(recogniser, node.right, depth);
  if (operator !== ts.SyntaxKind.QuestionQuestionToken && operator !== ts.SyntaxKind.BarBarToken) return undefined;
  return roleOf(recogniser, node.left, depth) ?? roleOf(recogniser, node.right, depth);
}

function roleOfObject(recogniser: Recogniser, object: ts.ObjectLiteralExpression, depth: number): Role {
  const member = (name: string): Role | undefined => {
    for (const property of [...object.properties].reverse()) {
      if (ts.isSpreadAssignment(property)) {
        const role = memberRole(roleOf(recogniser, property.expression, depth - 1), name);
        if (role) return role;
      } else if (propertyText(property.name) === name) {
        if (ts.isPropertyAssignment(property)) return roleOf(recogniser, property.initializer, depth - 1);
        if (ts.isShorthandPropertyAssignment(property)) return roleOf(recogniser, property.name, depth - 1);
        return undefined;
      }
    }
    return undefined;
  };
  return { kind: "object", member };
}
