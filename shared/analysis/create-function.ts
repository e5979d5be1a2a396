/** `inngest.createFunction(…)` in its two forms: v3 `(options, trigger, handler)`, v4 `({ id, triggers }, handler)`. */
import ts from "typescript";
import { readEventReference } from "./event-types.ts";
import { readLiteral } from "./literals.ts";
import { readFunctionExpressions } from "./expressions.ts";
import type { EventReference, ExpressionModel, FunctionModel, StaticString, Trigger } from "./model.ts";
import { memberExpression } from "./option-values.ts";
import { bindingKey, propertyText, resolveMember, resolveValue, skipOuter } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import { bindRole, returnedExpression, roleOf } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { spanOf } from "./spans.ts";
import { resolveString } from "./strings.ts";
import { calleeOf } from "./type-facts.ts";

export type FunctionNode = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

export interface CreateFunctionCall {
  readonly call: ts.CallExpression;
  readonly id: StaticString;
  readonly idNode: ts.Node;
  readonly triggers: readonly Trigger[];
  readonly cancelOn: readonly EventReference[];
  readonly expressions: readonly ExpressionModel[];
  readonly handler: FunctionNode | undefined;
  readonly onFailure: FunctionNode | undefined;
}

export function isCreateFunction(recogniser: Recogniser, call: ts.CallExpression): boolean {
  const callee = skipOuter(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : undefined;
  if (name !== "createFunction") return false;
  const typed = calleeOf(recogniser.files, callee);
  if (typed) return typed.kind === "client" && typed.method === "createFunction";
  const role = roleOf(recogniser, callee);
  return role?.kind === "method" && role.name === "createFunction";
}

/** Reads the call and lets its handlers' first parameters be known as the context. */
export function readCreateFunction(recogniser: Recogniser, call: ts.CallExpression): CreateFunctionCall {
  const { files } = recogniser;
  const [options] = call.arguments;
  const value = options && resolveValue(files, options);
  const id = value && readId(recogniser, value, options);
  const sdk = files.sdkMajor(call.getSourceFile().fileName);
  const handler = findHandler(recogniser, call, sdk === 3 || (sdk === undefined && call.arguments.length >= 3) ? 2 : 1);
  const onFailure = value && findFailureHandler(recogniser, value);
  if (handler) bindContext(recogniser, handler, {});
  if (onFailure) bindContext(recogniser, onFailure, { failed: true });
  const triggers = triggersOf(recogniser, call, value);
  return {
    call, id: id?.value ?? { kind: "unknown" }, idNode: id?.node ?? options ?? call.expression,
    triggers: triggers ? readTrigger(recogniser, triggers, 4, call.getSourceFile()) : [], cancelOn: readCancelOn(recogniser, value),
    expressions: readFunctionExpressions(recogniser, value, triggers), handler, onFailure,
  };
}

/** The form of the call, where each of its arguments tells what it is, and its options. */
export function readCallShape(recogniser: Recogniser, call: ts.CallExpression): Pick<FunctionModel, "callShape" | "options"> {
  const [first, second, third] = call.arguments;
  if (!first || call.arguments.some(ts.isSpreadElement)) return {};
  const options = readLiteral(recogniser.files, first).value;
  const isFunction = (argument: ts.Expression | undefined): boolean => argument !== undefined && functionOf(recogniser, argument, 6) !== undefined;
  const isTrigger = (argument: ts.Expression): boolean => ["object", "array", "string"].includes(readLiteral(recogniser.files, argument).value.kind);
  if (second && third) return { options, ...(call.arguments.length === 3 && isTrigger(second) && isFunction(third) ? { callShape: 3 } : {}) };
  return { options, ...(second && isFunction(second) && !isTrigger(second) ? { callShape: 4 } : {}) };
}

function findFailureHandler(recogniser: Recogniser, options: Value): FunctionNode | undefined {
  const member = resolveMember(recogniser.files, options, "onFailure");
  if (member?.kind !== "node") return undefined;
  if (isFunctionNode(member.node)) return member.node;
  return ts.isExpression(member.node) ? functionOf(recogniser, member.node, 6) : undefined;
}

export function bindContext(recogniser: Recogniser, fn: FunctionNode, context: { readonly failed?: boolean }): void {
  const parameters = fn.parameters.filter((parameter) => !(ts.isIdentifier(parameter.name) && parameter.name.text === "this"));
  // A wrapper may call with things of its own first, `(services, { step }) => …`.
  const parameter = parameters.find(takesStep) ?? parameters[0];
  if (parameter) bindRole(recogniser, parameter, { kind: "context", ...context });
}

function takesStep({ name }: ts.ParameterDeclaration): boolean {
  return ts.isObjectBindingPattern(name) && name.elements.some((element) => bindingKey(element) === "step");
}

function readId(recogniser: Recogniser, value: Value, options: ts.Expression): { readonly value: StaticString; readonly node: ts.Node } | undefined {
  const text = resolveString(recogniser.files, options);
  if (text.kind !== "unknown") return { value: text, node: options };
  const expression = memberExpression(recogniser, value, "id");
  return expression && { value: resolveString(recogniser.files, expression), node: ts.isObjectLiteralExpression(skipOuter(options)) ? expression : options };
}

/** The argument where the SDK expects the handler; while code is being migrated, any later one that is a function. */
function findHandler(recogniser: Recogniser, call: ts.CallExpression, index: number): FunctionNode | undefined {
  const expected = call.arguments[index];
  const found = expected && functionOf(recogniser, expected, 6);
  if (found) return found;
  for (const argument of [...call.arguments.slice(1)].reverse()) {
    const fn = functionOf(recogniser, argument, 6);
    if (fn) return fn;
  }
  return undefined;
}

/** The function an expression stands for: written there, named, a method, bound, or wrapped by a call. */
export function functionOf(recogniser: Recogniser, expression: ts.Expression, depth: number): FunctionNode | undefined {
  if (depth <= 0) return undefined;
  const node = skipOuter(expression);
  const direct = calledFunction(recogniser, node);
  if (direct) return direct;
  const value = resolveValue(recogniser.files, node);
  return value.kind === "node" && ts.isCallExpression(value.node) ? wrappedFunction(recogniser, value.node, depth - 1) : undefined;
}

/** `withX(handler)`, `withX(options)(handler)`, `handler.bind(this)`, `makeHandler()`. */
function wrappedFunction(recogniser: Recogniser, call: ts.CallExpression, depth: number): FunctionNode | undefined {
  const callee = skipOuter(call.expression);
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === "bind") return functionOf(recogniser, callee.expression, depth);
  for (const argument of call.arguments) {
    const fn = ts.isSpreadElement(argument) ? undefined : functionOf(recogniser, argument, depth);
    if (fn) return returnedFunction(recogniser, fn, depth) ?? fn;
  }
  const factory = calledFunction(recogniser, callee);
  return factory && returnedFunction(recogniser, factory, depth);
}

/** `(db) => async ({ step }) => …`: the inner function is the handler. */
function returnedFunction(recogniser: Recogniser, fn: FunctionNode, depth: number): FunctionNode | undefined {
  const result = returnedExpression(fn);
  const inner = result && skipOuter(result);
  if (!inner || !(ts.isArrowFunction(inner) || ts.isFunctionExpression(inner) || ts.isIdentifier(inner))) return undefined;
  return functionOf(recogniser, inner, depth - 1);
}

/** The function that a callee names, where its body is at hand: also `this.method` and `object.method`. */
export function calledFunction(recogniser: Recogniser, callee: ts.Expression): FunctionNode | undefined {
  const node = skipOuter(callee);
  const value = resolveValue(recogniser.files, node);
  if (value.kind !== "node") return undefined;
  const target = value.node;
  if (isFunctionNode(target)) return target;
  // An overload has no body; the implementation follows it.
  if (ts.isFunctionDeclaration(target) && target.name) return implementationOf(target, target.name.text);
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return methodOf(ts.findAncestor(node, ts.isClassLike), node.name.text);
  const receiver = resolveValue(recogniser.files, node.expression);
  if (receiver.kind !== "node" || !ts.isNewExpression(receiver.node)) return undefined;
  const owner = resolveValue(recogniser.files, receiver.node.expression);
  return owner.kind === "node" && ts.isClassLike(owner.node) ? methodOf(owner.node, node.name.text) : undefined;
}

function implementationOf(overload: ts.FunctionDeclaration, name: string): FunctionNode | undefined {
  const siblings = ts.isBlock(overload.parent) || ts.isSourceFile(overload.parent) ? overload.parent.statements : undefined;
  const found = siblings?.find((statement): statement is ts.FunctionDeclaration => ts.isFunctionDeclaration(statement) && statement.name?.text === name && statement.body !== undefined);
  return found && isFunctionNode(found) ? found : undefined;
}

function methodOf(owner: ts.ClassLikeDeclaration | undefined, name: string): FunctionNode | undefined {
  for (const member of owner?.members ?? []) {
    if (!member.name || propertyText(member.name) !== name) continue;
    if (isFunctionNode(member)) return member;
    if (ts.isPropertyDeclaration(member) && member.initializer) {
      const value = skipOuter(member.initializer);
      if (isFunctionNode(value)) return value;
    }
  }
  return undefined;
}

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && (node as ts.FunctionLikeDeclaration).body !== undefined;
}

function triggersOf(recogniser: Recogniser, call: ts.CallExpression, options: Value | undefined): ts.Expression | undefined {
  const sdk = recogniser.files.sdkMajor(call.getSourceFile().fileName);
  const [, second, third] = call.arguments;
  const separate = sdk === 3 || (sdk === undefined && third !== undefined);
  return separate ? second : options && memberExpression(recogniser, options, "triggers");
}

function readTrigger(recogniser: Recogniser, expression: ts.Expression, depth: number, file: ts.SourceFile): Trigger[] {
  const value = resolveValue(recogniser.files, expression);
  const span = spanOf(expression);
  if (depth === 0 || value.kind !== "node") return [{ kind: "unknown", span }];
  const node = value.node;
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.flatMap((element) => readTrigger(recogniser, ts.isSpreadElement(element) ? element.expression : element, depth - 1, file));
  }
  if (ts.isObjectLiteralExpression(node)) {
    const event = memberExpression(recogniser, value, "event");
    const cron = memberExpression(recogniser, value, "cron");
    const condition = memberExpression(recogniser, value, "if");
    const text = condition && resolveString(recogniser.files, condition);
    if (event) return [{ kind: "event", event: readEventReference(recogniser.files, event), span, ...(condition ? { filtered: true } : {}), ...(text?.kind === "known" ? { expression: text.value } : {}) }];
    return [cron ? { kind: "cron", ...readSchedule(recogniser, cron, file), span } : { kind: "unknown", span }];
  }
  if (ts.isCallExpression(node)) {
    const helper = resolveValue(recogniser.files, node.expression);
    const name = helper.kind === "package" && helper.name === "inngest" ? helper.members.at(-1) : undefined;
    const [first] = node.arguments;
    if (name === "cron" && first) return [{ kind: "cron", ...readSchedule(recogniser, first, file), span }];
    if (name === "invoke") return [{ kind: "invoke", span }];
    if (name === "eventType") return [{ kind: "event", event: readEventReference(recogniser.files, expression), span }];
  }
  // v3 accepts the event's name alone.
  const name = resolveString(recogniser.files, expression);
  return [name.kind === "unknown" ? { kind: "unknown", span } : { kind: "event", event: readEventReference(recogniser.files, expression), span }];
}

function readSchedule(recogniser: Recogniser, expression: ts.Expression, file: ts.SourceFile): Pick<Extract<Trigger, { kind: "cron" }>, "schedule" | "scheduleSpan"> {
  return { schedule: resolveString(recogniser.files, expression), ...(expression.getSourceFile() === file ? { scheduleSpan: spanOf(expression) } : {}) };
}

function readCancelOn(recogniser: Recogniser, options: Value | undefined): EventReference[] {
  const expression = options && memberExpression(recogniser, options, "cancelOn");
  const value = expression && resolveValue(recogniser.files, expression);
  if (value?.kind !== "node" || !ts.isArrayLiteralExpression(value.node)) return [];
  return value.node.elements.flatMap((element) => {
    const event = memberExpression(recogniser, resolveValue(recogniser.files, element), "event");
    return event ? [readEventReference(recogniser.files, event)] : [];
  });
}
