/** What a handler reads of its event's data, and whether it can do without. */
import ts from "typescript";
import { calledFunction } from "./create-function.ts";
import type { CreateFunctionCall, FunctionNode } from "./create-function.ts";
import { isConditional } from "./event-read-place.ts";
import { isAssignment } from "./mentions.ts";
import type { DataRead, DataReads } from "./model.ts";
import type { FailureRead } from "./step-facts.ts";
import { bindingKey, resolveMember, resolveValue, skipOuter, withOuter } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { isReassigned, referencesTo } from "./scope.ts";
import { locationOf } from "./spans.ts";

/** What a variable or an expression of the handler holds. */
type Part = "context" | "event" | "data";

interface Reading {
  readonly recogniser: Recogniser;
  readonly handler: FunctionNode;
  /** False where the handler also receives other events, or only some of the event's. One without triggers is only invoked. */
  readonly certain: boolean;
  readonly found: Map<string, DataRead>;
  readonly inside: Map<string, DataRead>;
  open: boolean;
}

/** Undefined where it cannot be told what the handler receives: there is none in sight, or a wrapper stands around it. */
export function readEventReads(recogniser: Recogniser, { call, handler, triggers }: CreateFunctionCall): DataReads | undefined {
  if (!handler || !call.arguments.some((argument) => !ts.isSpreadElement(argument) && calledFunction(recogniser, argument) === handler)) return undefined;
  const [trigger] = triggers;
  const isOne = trigger === undefined || trigger.kind === "invoke" || (trigger.kind === "event" && !trigger.filtered && trigger.event.name.kind === "known" && !trigger.event.name.value.endsWith("*"));
  const certain = triggers.length <= 1 && isOne;
  const reading: Reading = { recogniser, handler, certain, found: new Map(), inside: new Map(), open: false };
  const context = handler.parameters.find((parameter) => recogniser.bound.get(parameter)?.kind === "context");
  if (context) followName(reading, context.name, context, "context");
  return { reads: [...reading.found.values()], ...(reading.inside.size > 0 ? { inside: [...reading.inside.values()] } : {}), open: reading.open };
}

/** What `onFailure` reads of its event's data, without what it knows may be missing; nothing where a wrapper stands around it. */
export function readFailureReads(recogniser: Recogniser, { call: { arguments: [options] }, handler: main, onFailure: handler }: CreateFunctionCall): readonly FailureRead[] {
  const written = options && resolveMember(recogniser.files, resolveValue(recogniser.files, options), "onFailure");
  if (!handler || handler === main || written?.kind !== "node" || written.node !== handler) return [];
  const context = handler.parameters.find((parameter) => recogniser.bound.get(parameter)?.kind === "context");
  if (!context) return [];
  const reading: Reading = { recogniser, handler, certain: false, found: new Map(), inside: new Map(), open: false };
  followName(reading, context.name, context, "context");
  const retyped = context.type !== undefined || !ts.isPropertyAssignment(handler.parent) || hasAssertion(handler);
  return [...reading.found.values()].filter(({ use }) => use !== "guarded").map(({ key, location }) => ({ key, location, retyped }));
}

function hasAssertion(node: ts.Node): boolean {
  return ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.forEachChild(node, hasAssertion) === true;
}

function followName(reading: Reading, name: ts.BindingName, declaration: ts.ParameterDeclaration | ts.VariableDeclaration | ts.BindingElement, part: Part): void {
  if (ts.isIdentifier(name)) {
    if (isReassigned(declaration)) reading.open = true;
    for (const mention of referencesTo(declaration)) followUse(reading, mention, part);
    return;
  }
  for (const element of name.elements) {
    if (ts.isOmittedExpression(element)) continue;
    const key = element.dotDotDotToken ? undefined : bindingKey(element);
    const next = key === undefined ? undefined : memberOf(part, key);
    if (next === undefined || (next !== "key" && next !== "nothing" && element.initializer)) reading.open = true;
    else if (next === "key") bindKey(reading, key ?? "", element, element);
    else if (next !== "nothing") followName(reading, element.name, element, next);
  }
}

/** Undefined for what may be anything of the event. */
function memberOf(part: Part, name: string): Part | "key" | "nothing" | undefined {
  if (part === "data") return "key";
  if (part === "event") return name === "data" ? "data" : "nothing";
  return name === "event" ? "event" : name === "events" ? undefined : "nothing";
}

function followUse(reading: Reading, expression: ts.Expression, part: Part): void {
  const node = withOuter(expression);
  const { parent } = node;
  if (ts.isTypeQueryNode(parent) || isLogged(node)) return;
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
    followName(reading, parent.name, parent, part);
    return;
  }
  if (part === "data" && ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InKeyword && ts.isStringLiteralLike(parent.left)) {
    add(reading, parent.left.text, "guarded", parent.left);
    return;
  }
  const key = isMemberOf(parent, node) ? memberName(parent) : undefined;
  const next = key === undefined ? undefined : memberOf(part, key);
  if (key === undefined || next === undefined || !isMemberOf(parent, node)) reading.open = true;
  else if (next === "key") readKey(reading, key, parent, ts.isPropertyAccessExpression(parent) ? parent.name : parent);
  else if (next !== "nothing") followUse(reading, parent, next);
}

/** `const user = event.data.user`, `const { user } = event.data`: what is done with the variable tells. */
function bindKey(reading: Reading, key: string, declaration: ts.VariableDeclaration | ts.BindingElement, at: ts.Node): void {
  if (ts.isBindingElement(declaration) && declaration.initializer) return add(reading, key, "guarded", at);
  if (!ts.isIdentifier(declaration.name)) return add(reading, key, isConditional(reading.recogniser, reading.handler, at) ? "conditional" : "needed", at);
  if (isReassigned(declaration)) return add(reading, key, "guarded", at);
  add(reading, key, "conditional", at);
  for (const mention of referencesTo(declaration)) readKey(reading, key, mention, at);
}

function readKey(reading: Reading, key: string, expression: ts.Expression, at: ts.Node): void {
  const node = withOuter(expression);
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) return bindKey(reading, key, parent, at);
  addUse(reading, key, expression, at);
  const inner = isMemberOf(parent, node) ? memberName(parent) : undefined;
  if (inner !== undefined && isMemberOf(parent, node) && !goesOn(parent)) addUse(reading, key, parent, ts.isPropertyAccessExpression(parent) ? parent.name : parent, inner);
}

/** A method, or what a variable holds, of which something else may be made. */
function goesOn(member: ts.Expression): boolean {
  const node = withOuter(member);
  return (ts.isCallExpression(node.parent) && node.parent.expression === node) || ts.isVariableDeclaration(node.parent);
}

function addUse(reading: Reading, key: string, expression: ts.Expression, at: ts.Node, inner?: string): void {
  const node = withOuter(expression);
  // `event?.data?.user`: whoever doubts the data doubts what lies in it.
  const doubted = (expression.flags & ts.NodeFlags.OptionalChain) !== 0;
  const failing = !doubted && failsWithout(node);
  if (!failing && (doubted || isTolerant(expression))) return add(reading, key, "guarded", at, inner);
  const most = failing ? "needed" : "taken";
  // Most keys are read many times, and whether each read is conditional is then no question.
  if (!tellsMore(reading, key, most, inner)) return;
  add(reading, key, isConditional(reading.recogniser, reading.handler, node) ? "conditional" : most, at, inner);
}

const RANK: readonly DataRead["use"][] = ["conditional", "taken", "needed", "guarded"];

/** One guard says that the key may be missing, wherever else it is read. */
function add(reading: Reading, key: string, use: DataRead["use"], at: ts.Node, inner?: string): void {
  if (!tellsMore(reading, key, use, inner)) return;
  const all = inner === undefined ? reading.found : reading.inside;
  all.set(nameOf(key, inner), { key, ...(inner === undefined ? {} : { inner }), use: certainUse(reading, use), location: locationOf(at) });
}

function tellsMore(reading: Reading, key: string, use: DataRead["use"], inner?: string): boolean {
  const before = (inner === undefined ? reading.found : reading.inside).get(nameOf(key, inner));
  return !before || RANK.indexOf(before.use) < RANK.indexOf(certainUse(reading, use));
}

const certainUse = ({ certain }: Reading, use: DataRead["use"]): DataRead["use"] => (certain || use === "guarded" ? use : "conditional");

const nameOf = (key: string, inner?: string): string => (inner === undefined ? key : `${key}\n${inner}`);

/** Of undefined it throws: a member, a call, a loop over it, a spread of it into a list. */
function failsWithout(node: ts.Node): boolean {
  const { parent } = node;
  if (isMemberOf(parent, node) || (ts.isCallExpression(parent) && parent.expression === node)) return !parent.questionDotToken;
  return (ts.isForOfStatement(parent) && parent.expression === node) || ts.isSpreadElement(parent);
}

/** Compared, tested, defaulted, written to: anywhere up to the statement that it stands in. */
function isTolerant(use: ts.Node): boolean {
  for (let node = use; !ts.isStatement(node) && !ts.isFunctionLike(node); node = node.parent) {
    const { parent } = node;
    if ((ts.isIfStatement(parent) || ts.isSwitchStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) && parent.expression === node) return true;
    if (ts.isConditionalExpression(parent) && parent.condition === node) return true;
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent) || ts.isTypeOfExpression(parent) || ts.isDeleteExpression(parent) || ts.isVoidExpression(parent)) return true;
    if (ts.isBinaryExpression(parent) && isTest(parent, node)) return true;
    if ((isMemberOf(parent, node) || ts.isCallExpression(parent)) && parent.questionDotToken) return true;
    if ((ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) && /\b(?:undefined|null)\b/.test(parent.type.getText())) return true;
    if (ts.isVariableDeclaration(parent) && parent.type && /\b(?:undefined|null)\b/.test(parent.type.getText())) return true;
  }
  return false;
}

function isTest({ operatorToken: { kind }, left }: ts.BinaryExpression, node: ts.Node): boolean {
  if (isAssignment(kind)) return left === node;
  return kind !== ts.SyntaxKind.PlusToken && kind !== ts.SyntaxKind.CommaToken;
}

/** `logger.info("got it", { data: event.data })` reads nothing that matters. */
function isLogged(expression: ts.Node): boolean {
  let node = expression;
  while (ts.isShorthandPropertyAssignment(node.parent) || ts.isPropertyAssignment(node.parent) || ts.isObjectLiteralExpression(node.parent)) node = node.parent;
  const call = node.parent;
  return ts.isCallExpression(call) && call.expression !== node && /(?:^|\.)(?:console|log|logger)\.\w+$/.test(call.expression.getText());
}

function isMemberOf(parent: ts.Node, node: ts.Node): parent is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node;
}

function memberName(access: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  if (ts.isPropertyAccessExpression(access)) return access.name.text;
  const key = skipOuter(access.argumentExpression);
  return ts.isStringLiteralLike(key) ? key.text : undefined;
}
