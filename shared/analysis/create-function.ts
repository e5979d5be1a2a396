/** `inngest.createFunction(…)` in its two forms: v3 `(options, trigger, handler)`, v4 `({ id, triggers }, handler)`. */
import ts from "typescript";
import { fileOf, isInside } from "./ancestors.ts";
import { atCall, mentionAt, spanAt } from "./call-site.ts";
import type { CallSite } from "./call-site.ts";
import { readLiteral } from "./literals.ts";
import { readFunctionExpressions } from "./expressions.ts";
import type { EventReference, ExpressionModel, FunctionModel, Span, StaticString, Trigger } from "./model.ts";
import { memberExpression } from "./option-values.ts";
import { bindingKey, propertyText, resolveMember, resolveValue, skipOuter } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import { bindRole, returnedExpression, roleOf } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { classOfThis } from "./self.ts";
import { spanOf } from "./spans.ts";
import { resolveString } from "./strings.ts";
import { calleeOf } from "./type-facts.ts";

export type FunctionNode = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

export interface CreateFunctionCall {
  /** The `createFunction` call. */
  readonly call: ts.CallExpression;
  /** Where the function is told: the same call, or that of the wrapper around it. */
  readonly site: CallSite;
  /** For a deferred function, which is no method's: the arguments that are its client and its options. */
  readonly client?: ts.Expression;
  readonly options?: ts.Expression;
  readonly id: StaticString;
  readonly idSpan: Span;
  readonly triggers: readonly Trigger[];
  readonly cancelOn: readonly EventReference[];
  readonly expressions: readonly ExpressionModel[];
  readonly handler: FunctionNode | undefined;
  readonly onFailure: FunctionNode | undefined;
}

export function isCreateFunction(recogniser: Recogniser, call: ts.CallExpression): boolean {
  return callsMethod(recogniser, call, "createFunction");
}

/** `inngest.endpoint(handler)`; steps in its handler are those of the imported `step`. */
export function isEndpoint(recogniser: Recogniser, call: ts.CallExpression): boolean {
  return callsMethod(recogniser, call, "endpoint");
}

function callsMethod(recogniser: Recogniser, call: ts.CallExpression, method: "createFunction" | "endpoint"): boolean {
  const callee = skipOuter(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : undefined;
  if (name !== method) return false;
  const typed = calleeOf(recogniser.files, callee);
  if (typed) return typed.kind === "client" && typed.method === method;
  const role = roleOf(recogniser, callee);
  return role?.kind === "method" && role.name === method;
}

/** As a function without id, triggers and options. */
export function readEndpoint(recogniser: Recogniser, call: ts.CallExpression): CreateFunctionCall {
  const [handler] = call.arguments;
  return { call, site: { files: recogniser.files, call, handedOn: false }, id: { kind: "unknown" }, idSpan: spanOf(call.expression), triggers: [], cancelOn: [], expressions: [], handler: handler && functionOf(recogniser, handler, 6), onFailure: undefined };
}

/**
 * Reads the call and lets its handlers' first parameters be known as the context.
 * @param outer The call of the wrapper in which it stands, whose arguments `recogniser` knows.
 */
export function readCreateFunction(recogniser: Recogniser, call: ts.CallExpression, outer = call): CreateFunctionCall {
  const { files } = recogniser;
  const site: CallSite = { files, call: outer, handedOn: outer !== call };
  const [options] = call.arguments;
  const value = options && resolveValue(files, options);
  const id = readId(recogniser, options);
  const handler = findHandler(recogniser, call, isTriggerApart(recogniser, call) ? 2 : 1);
  const onFailure = value && findFailureHandler(recogniser, value);
  if (handler) bindContext(recogniser, handler, {});
  if (onFailure) bindContext(recogniser, onFailure, { failed: true });
  const triggers = triggersOf(recogniser, call, value);
  return {
    call, site, id: id?.value ?? { kind: "unknown" }, idSpan: id && options ? spanAt(site, id.node, options) : spanOf(site.handedOn ? outer.expression : options ?? call.expression),
    triggers: triggers ? readTrigger(recogniser, triggers, 4, { site, from: triggers }) : [], cancelOn: readCancelOn(recogniser, value, site),
    expressions: readFunctionExpressions(recogniser, value, triggers), handler, onFailure,
  };
}

/** The form of the call, where each of its arguments tells what it is, and its options. */
export function readCallShape(recogniser: Recogniser, { call, site, client, options: given }: CreateFunctionCall): Pick<FunctionModel, "callShape" | "options"> {
  if (client) return given ? { options: readLiteral(recogniser.files, given).value } : {};
  const [first, second, third] = call.arguments;
  if (!first || call.arguments.some(ts.isSpreadElement)) return {};
  if (site.handedOn) {
    // Options that a wrapper makes have their places there, and are looked at there.
    const written = atCall(recogniser.files, first);
    return isInside(written, site.call) ? { options: readLiteral(recogniser.files, written).value } : {};
  }
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

export function readId(recogniser: Recogniser, options: ts.Expression | undefined): { readonly value: StaticString; readonly node: ts.Expression } | undefined {
  if (!options) return undefined;
  const text = resolveString(recogniser.files, options);
  if (text.kind !== "unknown") return { value: text, node: options };
  const expression = memberExpression(recogniser, resolveValue(recogniser.files, options), "id");
  return expression && { value: resolveString(recogniser.files, expression), node: ts.isObjectLiteralExpression(skipOuter(atCall(recogniser.files, options))) ? expression : options };
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
export function returnedFunction(recogniser: Recogniser, fn: FunctionNode, depth: number): FunctionNode | undefined {
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
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return methodOf(recogniser, classOfThis(recogniser.files, node.expression), node.name.text);
  const receiver = resolveValue(recogniser.files, node.expression);
  if (receiver.kind !== "node" || !ts.isNewExpression(receiver.node)) return undefined;
  const owner = resolveValue(recogniser.files, receiver.node.expression);
  return owner.kind === "node" && ts.isClassLike(owner.node) ? methodOf(recogniser, owner.node, node.name.text) : undefined;
}

function implementationOf(overload: ts.FunctionDeclaration, name: string): FunctionNode | undefined {
  const siblings = ts.isBlock(overload.parent) || ts.isSourceFile(overload.parent) ? overload.parent.statements : undefined;
  const found = siblings?.find((statement): statement is ts.FunctionDeclaration => ts.isFunctionDeclaration(statement) && statement.name?.text === name && statement.body !== undefined);
  return found && isFunctionNode(found) ? found : undefined;
}

/** The method of a class, its own or that of a class it extends. */
export function methodOf(recogniser: Recogniser, owner: ts.ClassLikeDeclaration | undefined, name: string, depth = 6): FunctionNode | undefined {
  for (const member of owner?.members ?? []) {
    if (!member.name || propertyText(member.name) !== name) continue;
    if (isFunctionNode(member)) return member;
    if (ts.isPropertyDeclaration(member) && member.initializer) {
      const value = skipOuter(member.initializer);
      if (isFunctionNode(value)) return value;
    }
  }
  const base = owner?.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const value = base && depth > 0 ? resolveValue(recogniser.files, base.expression) : undefined;
  return value?.kind === "node" && ts.isClassLike(value.node) ? methodOf(recogniser, value.node, name, depth - 1) : undefined;
}

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && (node as ts.FunctionLikeDeclaration).body !== undefined;
}

/** Before v4 the trigger is an argument of its own; where the SDK is not known, a third argument tells. */
function isTriggerApart({ files }: Recogniser, call: ts.CallExpression): boolean {
  const sdk = files.sdkMajor(call.getSourceFile().fileName);
  return sdk === undefined ? call.arguments.length >= 3 : sdk < 4;
}

function triggersOf(recogniser: Recogniser, call: ts.CallExpression, options: Value | undefined): ts.Expression | undefined {
  return isTriggerApart(recogniser, call) ? call.arguments[1] : options && memberExpression(recogniser, options, "triggers");
}

/** Where triggers are told of: the function's call, and what stands there for those written elsewhere. */
interface TriggerPlace {
  readonly site: CallSite;
  readonly from: ts.Expression;
}

function readTrigger(recogniser: Recogniser, expression: ts.Expression, depth: number, place: TriggerPlace): Trigger[] {
  const value = resolveValue(recogniser.files, expression);
  const span = spanAt(place.site, expression, place.from);
  if (depth === 0 || value.kind !== "node") return [{ kind: "unknown", span }];
  const node = value.node;
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.flatMap((element) => readTrigger(recogniser, ts.isSpreadElement(element) ? element.expression : element, depth - 1, place));
  }
  if (ts.isObjectLiteralExpression(node)) {
    const event = memberExpression(recogniser, value, "event");
    const cron = memberExpression(recogniser, value, "cron");
    const condition = memberExpression(recogniser, value, "if");
    const text = condition && resolveString(recogniser.files, condition);
    const mention = event && mentionAt(place.site, event, place.from);
    if (mention) return [{ kind: "event", event: mention, span: place.site.handedOn && !isInside(node, place.site.call) ? mention.span : span, ...(condition ? { filtered: true } : {}), ...(text?.kind === "known" ? { expression: text.value } : {}) }];
    return [cron ? { kind: "cron", ...readSchedule(recogniser, cron, place), span } : { kind: "unknown", span }];
  }
  if (ts.isCallExpression(node)) {
    const helper = resolveValue(recogniser.files, node.expression);
    const name = helper.kind === "package" && helper.name === "inngest" ? helper.members.at(-1) : undefined;
    const [first] = node.arguments;
    if (name === "cron" && first) return [{ kind: "cron", ...readSchedule(recogniser, first, place), span }];
    if (name === "invoke") return [{ kind: "invoke", span }];
    if (name === "eventType") return [{ kind: "event", event: mentionAt(place.site, expression, place.from), span }];
  }
  // v3 accepts the event's name alone.
  const name = resolveString(recogniser.files, expression);
  return [name.kind === "unknown" ? { kind: "unknown", span } : { kind: "event", event: mentionAt(place.site, expression, place.from), span }];
}

function readSchedule(recogniser: Recogniser, expression: ts.Expression, { site }: TriggerPlace): Pick<Extract<Trigger, { kind: "cron" }>, "schedule" | "scheduleSpan"> {
  const written = atCall(recogniser.files, expression);
  const isThere = site.handedOn ? isInside(written, site.call) : fileOf(written) === fileOf(site.call);
  return { schedule: resolveString(recogniser.files, expression), ...(isThere ? { scheduleSpan: spanOf(written) } : {}) };
}

function readCancelOn(recogniser: Recogniser, options: Value | undefined, site: CallSite): EventReference[] {
  const expression = options && memberExpression(recogniser, options, "cancelOn");
  if (!expression) return [];
  const value = resolveValue(recogniser.files, expression);
  if (value.kind !== "node" || !ts.isArrayLiteralExpression(value.node)) return [];
  return value.node.elements.flatMap((element) => {
    const event = memberExpression(recogniser, resolveValue(recogniser.files, element), "event");
    return event ? [mentionAt(site, event, expression)] : [];
  });
}
