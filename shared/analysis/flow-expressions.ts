/** The walk of `flow.ts` below the statements: calls, callbacks, parallel groups, awaits. */
import ts from "typescript";
import { fileOf, isInside } from "./ancestors.ts";
import { isClientSend } from "./client-send.ts";
import { decisions, operandsOf } from "./conditions.ts";
import { calledFunction, isCreateFunction, isFunctionNode, returnedFunction } from "./create-function.ts";
import { isDeferred } from "./deferred.ts";
import type { FunctionNode } from "./create-function.ts";
import { noteTest, visitFunction } from "./flow.ts";
import type { StepTool } from "./model.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import { bindRole, memberRole, roleOf } from "./roles.ts";
import type { Recogniser, Role } from "./roles.ts";
import { findDeclaration } from "./scope.ts";
import { isSideEffect } from "./side-effects.ts";
import { locationOf, placeKey } from "./spans.ts";
import { readStepCall, toolOf } from "./step-call.ts";
import { readEmptyHandler } from "./swallowed.ts";
import { MAX_STEPS, pathOf, withKnown } from "./walk.ts";
import type { Frame, Walk } from "./walk.ts";

/** Helpers nested deeper than this are cut off: nobody reads such an answer. */
const MAX_DEPTH = 12;

const ITERATORS = new Set(["map", "forEach", "flatMap", "filter", "reduce", "reduceRight", "some", "every", "find", "findIndex"]);

export function visitExpression(walk: Walk, node: ts.Node, frame: Frame): void {
  switch (node.kind) {
    case ts.SyntaxKind.Identifier: case ts.SyntaxKind.StringLiteral: case ts.SyntaxKind.NumericLiteral: case ts.SyntaxKind.NoSubstitutionTemplateLiteral: return;
    case ts.SyntaxKind.AwaitExpression: visitAwait(walk, node as ts.AwaitExpression, frame); return;
    case ts.SyntaxKind.CallExpression: visitCall(walk, node as ts.CallExpression, frame); return;
    case ts.SyntaxKind.ConditionalExpression: visitConditional(walk, node as ts.ConditionalExpression, frame); return;
    case ts.SyntaxKind.BinaryExpression: visitBinary(walk, node as ts.BinaryExpression, frame); return;
    case ts.SyntaxKind.ArrayLiteralExpression: visitMembers(walk, node, (node as ts.ArrayLiteralExpression).elements, frame); return;
    case ts.SyntaxKind.ObjectLiteralExpression: {
      const members = (node as ts.ObjectLiteralExpression).properties.map((property) => (ts.isPropertyAssignment(property) ? property.initializer : property));
      visitMembers(walk, node, members, frame);
      return;
    }
    default:
      if (isFunctionNode(node)) visitFunction(walk, node, { ...frame, certain: false });
      else if (!ts.isTypeNode(node) && !ts.isClassLike(node)) ts.forEachChild(node, (child) => { visitExpression(walk, child, frame); });
  }
}

function visitConditional(walk: Walk, node: ts.ConditionalExpression, frame: Frame): void {
  visitExpression(walk, node.condition, frame);
  const before = walk.found.length;
  visitExpression(walk, node.whenTrue, withKnown(frame, decisions(frame.scope, node.condition, true)));
  visitExpression(walk, node.whenFalse, withKnown(frame, decisions(frame.scope, node.condition, false)));
  noteTest(walk, node.condition, frame, before);
}

/** What is awaited has ended when the code goes on: it leaves the parallel groups begun in this function. */
function visitAwait(walk: Walk, node: ts.AwaitExpression, frame: Frame): void {
  visitExpression(walk, node.expression, { ...frame, parallel: frame.parallel.slice(0, frame.parallelBase), awaits: [...frame.awaits, frame.depth] });
  if (walk.pending.length > 0) walk.pending = walk.pending.filter(({ declaration }) => !mentions(node.expression, declaration));
}

function mentions(node: ts.Node, declaration: ts.VariableDeclaration): boolean {
  if (ts.isIdentifier(node)) return ts.isIdentifier(declaration.name) && node.text === declaration.name.text;
  return ts.forEachChild(node, (child) => mentions(child, declaration) || undefined) ?? false;
}

function visitBinary(walk: Walk, node: ts.BinaryExpression, frame: Frame): void {
  const operator = node.operatorToken.kind;
  const both = operator === ts.SyntaxKind.AmpersandAmpersandToken;
  if (!both && operator !== ts.SyntaxKind.BarBarToken) {
    visitExpression(walk, node.left, frame);
    visitExpression(walk, node.right, frame);
    return;
  }
  let reached = frame;
  for (const [index, operand] of operandsOf(node, operator).entries()) {
    const before = walk.found.length;
    visitExpression(walk, operand, reached);
    // Most operands hold no step, and whether they depend on those before is then no question.
    if (index > 0 && walk.found.length > before) noteTest(walk, operandsOf(node, operator)[index - 1] ?? operand, frame, before);
    reached = withKnown(reached, decisions(frame.scope, operand, both, node));
  }
}

/** Elements of an array or object are begun side by side, unless each is awaited on its own. */
function visitMembers(walk: Walk, owner: ts.Node, members: readonly ts.Node[], frame: Frame): void {
  const group = members.length > 1 ? `${frame.scope}|${placeKey(owner)}` : "";
  members.forEach((member, index) => {
    if (isFunctionNode(member)) visitFunction(walk, member, asAlternative({ ...frame, certain: false }, outermostLiteral(owner), member));
    else visitExpression(walk, member, members.length === 1 ? frame : { ...frame, parallel: [...frame.parallel, { group, member: String(index) }] });
  });
}

/** Functions kept in one object or array, or handed to one call: which of them are called is not known, and often it is one. */
function asAlternative(frame: Frame, owner: ts.Node, fn: ts.Node): Frame {
  return withKnown(frame, [{ statement: `${frame.scope}|functions ${placeKey(owner)}-${String(owner.end)}`, branch: placeKey(fn) }]);
}

/** Through calls that literals are handed to, `tools: [createTool({ … }), createTool({ … })]`. */
function outermostLiteral(literal: ts.Node): ts.Node {
  let node = literal;
  for (;;) {
    const { parent } = node;
    const isHanded = ts.isCallExpression(parent) && parent.expression !== node && (ts.isArrayLiteralExpression(parent.parent) || ts.isPropertyAssignment(parent.parent));
    if (!isHanded && !ts.isPropertyAssignment(parent) && !ts.isObjectLiteralExpression(parent) && !ts.isArrayLiteralExpression(parent)) return node;
    node = parent;
  }
}

function visitCall(walk: Walk, call: ts.CallExpression, frame: Frame): void {
  if (walk.found.length >= MAX_STEPS) return;
  const tool = toolOf(walk.recogniser, call);
  if (tool) {
    visitStepCall(walk, call, tool, frame);
    return;
  }
  if (isCreateFunction(walk.recogniser, call) || isDeferred(walk.recogniser, call)) return;
  if (frame.certain && !frame.insideStep) {
    const list = isClientSend(walk.recogniser, call) ? walk.sends : isSideEffect(walk.recogniser, call) ? walk.effects : undefined;
    list?.push({ call, path: pathOf(frame), before: walk.found.length });
    const hidden = readEmptyHandler(walk.recogniser, call);
    if (hidden) walk.swallowed.push(hidden);
  }
  const direct = calledFunction(walk.recogniser, call.expression);
  const helper = direct ?? madeFunction(walk.recogniser, call.expression);
  if (!direct) visitExpression(walk, call.expression, frame);
  visitArguments(walk, call, frame);
  if (helper && entersExecution(walk, helper, call) && frame.via.length < MAX_DEPTH) {
    bindArguments(walk.recogniser, helper, call);
    visitFunction(walk, helper, { ...frame, via: [...frame.via, locationOf(call)], scope: `${frame.scope}>${placeKey(call)}` });
  }
}

/** `const loop = createLoop(options)` and then `loop(step)`: the function that another one returned. */
function madeFunction(recogniser: Recogniser, callee: ts.Expression): FunctionNode | undefined {
  const value = resolveValue(recogniser.files, callee);
  if (value.kind !== "node" || !ts.isCallExpression(value.node)) return undefined;
  const maker = calledFunction(recogniser, value.node.expression);
  return maker && returnedFunction(recogniser, maker, 4);
}

function visitStepCall(walk: Walk, call: ts.CallExpression, tool: StepTool, frame: Frame): void {
  const known = walk.calls.get(call);
  const step = known ?? readStepCall(walk.recogniser, call, tool);
  if (!known) walk.calls.set(call, step);
  const parallel = [...frame.parallel, ...walk.pending.map(({ group }) => ({ group, member: "rest" }))];
  walk.found.push({
    awaits: frame.awaits,
    occurrence: {
      call: step, via: frame.via, path: { ...pathOf(frame), parallel },
      ...(frame.insideStep ? { insideStep: frame.insideStep } : {}),
    },
  });
  const inside = tool === "run" || tool === "ai.wrap" ? { ...frame, insideStep: locationOf(call) } : frame;
  for (const argument of call.arguments) {
    const fn = calledFunction(walk.recogniser, argument);
    if (fn && walk.active.some((active) => isInside(fn, active))) visitFunction(walk, fn, inside);
    else if (!fn) visitExpression(walk, argument, frame);
  }
}

/** Callbacks written in the arguments, and local functions passed by name, are taken to run. */
function visitArguments(walk: Walk, call: ts.CallExpression, frame: Frame): void {
  const callee = skipOuter(call.expression);
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
  const inner = method !== undefined && ITERATORS.has(method) ? { ...frame, repeats: true } : method === "push" ? pushed(frame, call, callee) : frame;
  // Other methods may run a callback inside a step, later or never.
  const callback = { ...inner, certain: frame.certain && method !== undefined && ONE_AFTER_ANOTHER.has(method) };
  const chain = startOfChain(call);
  for (const argument of call.arguments) {
    const named = ts.isIdentifier(argument) ? calledFunction(walk.recogniser, argument) : undefined;
    if (!named && isFunctionNode(argument)) visitFunction(walk, argument, asAlternative(callback, chain, argument));
    else if (!named) visitExpression(walk, argument, inner);
    else if (walk.active.some((active) => isInside(named, active))) visitFunction(walk, named, asAlternative(callback, chain, argument));
  }
}

export const ONE_AFTER_ANOTHER: ReadonlySet<string> = new Set(["then", "catch", "finally", ...ITERATORS]);

/** `match(x).with(a, f).with(b, g)` calls one of its functions; of a chain of promises or of lists each link calls its own. */
function startOfChain(call: ts.CallExpression): ts.CallExpression {
  let start = call;
  for (;;) {
    const callee = skipOuter(start.expression);
    if (!ts.isPropertyAccessExpression(callee) || ONE_AFTER_ANOTHER.has(callee.name.text)) return start;
    const receiver = skipOuter(callee.expression);
    if (!ts.isCallExpression(receiver)) return start;
    start = receiver;
  }
}

/** Promises pushed to one array run side by side. */
function pushed(frame: Frame, call: ts.CallExpression, callee: ts.Expression): Frame {
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return frame;
  const declaration = findDeclaration(callee.expression.text, callee, "value");
  if (!declaration) return frame;
  return { ...frame, parallel: [...frame.parallel, { group: `${frame.scope}|pushed ${placeKey(declaration)}`, member: placeKey(call) }] };
}

/** Whether a called function can hold steps: it receives tools, closes over them, or its module imports them. */
function entersExecution(walk: Walk, helper: FunctionNode, call: ts.CallExpression): boolean {
  if (walk.active.some((active) => isInside(helper, active) || sharesClass(helper, active))) return true;
  return importsStep(fileOf(helper)) || call.arguments.some((argument) => bearsTools(walk.recogniser, argument));
}

function sharesClass(helper: FunctionNode, active: FunctionNode): boolean {
  const owner = ts.isClassLike(helper.parent) ? helper.parent : undefined;
  return owner !== undefined && isInside(active, owner);
}

const stepImports = new WeakMap<ts.SourceFile, boolean>();

/** v4: `import { step } from "inngest"`. */
function importsStep(file: ts.SourceFile): boolean {
  const known = stepImports.get(file);
  if (known !== undefined) return known;
  const found = file.statements.some((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier) || statement.moduleSpecifier.text !== "inngest") return false;
    const bindings = statement.importClause?.namedBindings;
    return bindings !== undefined && (ts.isNamespaceImport(bindings) || bindings.elements.some((element) => (element.propertyName ?? element.name).text === "step"));
  });
  stepImports.set(file, found);
  return found;
}

const LIKELY = ["step", "steps", "tools", "stepTools", "ctx", "context"];

function bearsTools(recogniser: Recogniser, argument: ts.Expression): boolean {
  const node = skipOuter(argument);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.some((property) => {
      if (ts.isPropertyAssignment(property)) return bearsTools(recogniser, property.initializer);
      if (ts.isShorthandPropertyAssignment(property)) return bearsTools(recogniser, property.name);
      return ts.isSpreadAssignment(property) && bearsTools(recogniser, property.expression);
    });
  }
  return holdsTools(roleOf(recogniser, node));
}

function holdsTools(role: Role | undefined): boolean {
  if (!role || role.kind === "client" || role.kind === "method" || role.kind === "event") return false;
  return role.kind !== "object" || LIKELY.some((name) => memberRole(role, name) !== undefined);
}

function bindArguments(recogniser: Recogniser, helper: FunctionNode, call: ts.CallExpression): void {
  const parameters = helper.parameters.filter((parameter) => !(ts.isIdentifier(parameter.name) && parameter.name.text === "this"));
  for (const [index, argument] of call.arguments.entries()) {
    const parameter = parameters[index];
    if (!parameter || parameter.dotDotDotToken || ts.isSpreadElement(argument)) return;
    const role = bearsTools(recogniser, argument) ? roleOf(recogniser, argument) : undefined;
    if (role) bindRole(recogniser, parameter, role);
  }
}
