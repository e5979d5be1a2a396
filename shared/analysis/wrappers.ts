/** `createFunction` behind a function of one's own: `make({ id, event }, async ({ step }) => …)` makes a function too. */
import ts from "typescript";
import { fileOf, functionAround, isInside } from "./ancestors.ts";
import { atCall } from "./call-site.ts";
import { bindContext, calledFunction, functionOf, isCreateFunction, isFunctionNode, readCreateFunction, readId, returnedFunction } from "./create-function.ts";
import type { CreateFunctionCall, FunctionNode } from "./create-function.ts";
import { elementsOf, loopElementsOf } from "./elements.ts";
import { giveArguments } from "./given.ts";
import { findInstanceMethod } from "./instances.ts";
import { oncePerAnalysis } from "./one-analysis.ts";
import { bindingKey, resolveMember, resolveValue, skipOuter } from "./resolve.ts";
import { returnedExpression } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration, indexOf } from "./scope.ts";
import { withGiven } from "./source-files.ts";

/** Wrappers around wrappers around …; deeper ones are cycles. */
const DEPTH = 5;

/** A function that a wrapper makes at a call. */
export interface MadeFunction extends CreateFunctionCall {
  /** Knows what the wrapper's parameters stand for. */
  readonly recogniser: Recogniser;
  /** The handler that was handed on, where the wrapper calls it in one of its own. */
  readonly inner?: FunctionNode;
}

/** A function's body, and the analysis with its parameters known. */
interface Entered {
  readonly fn: FunctionNode;
  readonly recogniser: Recogniser;
}

/**
 * The functions that a call makes through what it calls; none for `createFunction` itself, nor where the id is written in
 * the wrapper: that function is told there. Lets the handlers that are handed on be known for what they are.
 */
export function readMadeFunctions(recogniser: Recogniser, call: ts.CallExpression): MadeFunction[] {
  // Without arguments only what an object holds tells functions apart: `new Welcome().create()`.
  if (call.arguments.length === 0 ? !findInstanceMethod(recogniser, call.expression) : isCreateFunction(recogniser, call)) return [];
  return findCreated(recogniser, call, DEPTH).flatMap((found) => {
    const made = readCreateFunction(found.recogniser, found.created, call);
    const inner = handedOn(found.recogniser, made);
    if (inner) bindContext(recogniser, inner, {});
    if (made.id.kind === "unknown" || readId(recogniser, found.created.arguments[0])?.value.kind === "known") return [];
    return [{ ...made, recogniser: found.recogniser, ...(inner ? { inner } : {}) }];
  });
}

/** `for (const [id, handler] of Object.entries(handlers)) …`: the functions that a call in a loop creates, one for each element. */
export function readLoopedFunctions(recogniser: Recogniser, call: ts.CallExpression): MadeFunction[] {
  const loop = ts.findAncestor(call, (node) => ts.isForOfStatement(node) || ts.isFunctionLike(node) || ts.isSourceFile(node));
  if (!loop || !ts.isForOfStatement(loop) || !isDoneForEach(call, loop.statement) || readId(recogniser, call.arguments[0])?.value.kind === "known") return [];
  return loopElementsOf(recogniser.files, loop).flatMap((given) => {
    const element: Recogniser = { ...recogniser, files: withGiven(recogniser.files, new Map([...recogniser.files.given ?? [], ...given])), known: new Map() };
    const made = readCreateFunction(element, call);
    return made.id.kind === "unknown" ? [] : [{ ...made, recogniser: element }];
  });
}

/** Whatever the element is, the statements of the loop get to the call. */
function isDoneForEach(call: ts.CallExpression, body: ts.Statement): boolean {
  const statements = ts.isBlock(body) ? body.statements : [body];
  const own = statements.findIndex((statement) => isInside(call, statement));
  const statement = statements[own];
  return statement !== undefined && (ts.isExpressionStatement(statement) || ts.isVariableStatement(statement))
    && ts.findAncestor(call, (node) => node === statement || ts.isConditionalExpression(node) || ts.isFunctionLike(node)) === statement
    && statements.slice(0, own).every((before) => ts.isExpressionStatement(before) || ts.isVariableStatement(before));
}

function findCreated(recogniser: Recogniser, call: ts.CallExpression, depth: number): { readonly created: ts.CallExpression; readonly recogniser: Recogniser }[] {
  const entered = enter(recogniser, call.expression, call.arguments, depth);
  return entered ? findInside(recogniser, entered, depth) : enterElements(recogniser, call).flatMap((each) => findInside(recogniser, each, depth));
}

function findInside({ barren }: Recogniser, { fn, recogniser }: Entered, depth: number): ReturnType<typeof findCreated> {
  // Without what is known of the barren ones, functions that call one another are entered on every way through them.
  if (depth <= (barren.get(fn) ?? 0)) return [];
  const found = callsOf(fn).flatMap((inner) => (isCreateFunction(recogniser, inner) ? [{ created: inner, recogniser }] : findCreated(recogniser, inner, depth - 1)));
  if (found.length === 0) barren.set(fn, depth);
  return found;
}

/** `Object.entries(handlers).map(([id, handler]) => …)`: the callback, once for each element. */
function enterElements(recogniser: Recogniser, call: ts.CallExpression): Entered[] {
  const [callback] = call.arguments;
  if (!callback || !isFunctionNode(callback)) return [];
  return elementsOf(recogniser.files, call).map((given) => ({ fn: callback, recogniser: { ...recogniser, files: withGiven(recogniser.files, new Map([...recogniser.files.given ?? [], ...given])), known: new Map() } }));
}

/** Calls that a function makes itself, in a file that may create functions. */
const callsOf = oncePerAnalysis((fn: FunctionNode): readonly ts.CallExpression[] => {
  const file = fileOf(fn);
  return mayCreate(file) ? indexOf(file).calls.filter((call) => isInside(call, fn.body) && functionAround(call) === fn) : [];
});

const creating = new WeakMap<ts.SourceFile, boolean>();

/** Cheap, because it is asked of every function that is called. */
function mayCreate(file: ts.SourceFile): boolean {
  let may = creating.get(file);
  if (may === undefined) creating.set(file, may = /createFunction|inngest/i.test(file.text));
  return may;
}

function enter(recogniser: Recogniser, callee: ts.Expression, given: readonly ts.Expression[], depth: number): Entered | undefined {
  const method = findInstanceMethod(recogniser, callee);
  if (method) return bindGiven({ ...recogniser, files: method.files }, method.fn, given);
  const fn = calledFunction(recogniser, callee);
  if (fn) return bindGiven(recogniser, fn, given);
  const bound = boundBy(recogniser, callee);
  if (bound && depth > 0) return enter(recogniser, bound.callee, [...bound.given, ...given], depth - 1);
  const factory = depth > 0 ? enterResult(recogniser, skipOuter(callee), depth - 1) : undefined;
  return factory && bindGiven(factory.recogniser, factory.fn, given);
}

/** `make.bind(null, "mail")`. */
function boundBy(recogniser: Recogniser, callee: ts.Expression): { readonly callee: ts.Expression; readonly given: readonly ts.Expression[] } | undefined {
  const value = resolveValue(recogniser.files, callee);
  if (value.kind !== "node" || !ts.isCallExpression(value.node)) return undefined;
  const { expression, arguments: [, ...given] } = value.node;
  return ts.isPropertyAccessExpression(expression) && expression.name.text === "bind" ? { callee: expression.expression, given } : undefined;
}

/** `makerFor(client)(…)`, `kit.make(…)` of `const kit = createKit(client)`: a function that another one returns. */
function enterResult(recogniser: Recogniser, callee: ts.Expression, depth: number): Entered | undefined {
  const value = resolveValue(recogniser.files, callee);
  if (value.kind !== "node") return undefined;
  if (ts.isCallExpression(value.node)) {
    const factory = enter(recogniser, value.node.expression, value.node.arguments, depth);
    const fn = factory && returnedFunction(factory.recogniser, factory.fn, depth);
    return fn && { ...factory, fn };
  }
  const [owner, name] = memberOf(callee) ?? [];
  const made = owner && resolveValue(recogniser.files, owner);
  if (made?.kind !== "node" || !ts.isCallExpression(made.node) || name === undefined) return undefined;
  const factory = enter(recogniser, made.node.expression, made.node.arguments, depth);
  const result = factory && returnedExpression(factory.fn);
  const member = result && resolveMember(factory.recogniser.files, resolveValue(factory.recogniser.files, result), name);
  return factory && member?.kind === "node" && isFunctionNode(member.node) ? { ...factory, fn: member.node } : undefined;
}

/** What a callee is a member of, and its name: `kit.make`, or `make` of `const { make } = kit`. */
function memberOf(callee: ts.Expression): readonly [ts.Expression, string] | undefined {
  if (ts.isPropertyAccessExpression(callee)) return [callee.expression, callee.name.text];
  const declaration = ts.isIdentifier(callee) ? findDeclaration(callee.text, callee, "value") : undefined;
  if (!declaration || !ts.isBindingElement(declaration) || !ts.isVariableDeclaration(declaration.parent.parent)) return undefined;
  const key = bindingKey(declaration);
  const { initializer } = declaration.parent.parent;
  return initializer && key !== undefined ? [initializer, key] : undefined;
}

function bindGiven(recogniser: Recogniser, fn: FunctionNode, given: readonly ts.Expression[]): Entered {
  return { fn, recogniser: { ...recogniser, files: giveArguments(recogniser.files, fn, given), known: new Map() } };
}

/** The function that was given to a wrapper and is called in the handler that the wrapper makes around it. */
function handedOn(recogniser: Recogniser, { handler }: CreateFunctionCall): FunctionNode | undefined {
  if (!handler) return undefined;
  for (const call of indexOf(fileOf(handler)).calls) {
    if (call.arguments.length === 0 || !isInside(call, handler.body)) continue;
    const callee = atCall(recogniser.files, call.expression);
    const given = callee === call.expression ? undefined : functionOf(recogniser, callee, 4);
    if (given) return given;
  }
  return undefined;
}
