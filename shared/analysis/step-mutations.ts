/** Variables around a step that its callback changes: a replay does not run the callback, so the change is not there. */
import ts from "typescript";
import { fileOf, functionAround, isInside } from "./ancestors.ts";
import { isAssignment } from "./mentions.ts";
import type { Mutation } from "./step-facts.ts";
import { skipOuter } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration, referencesTo } from "./scope.ts";
import type { Declaration } from "./scope.ts";
import { spanOf } from "./spans.ts";
import { toolOf } from "./step-call.ts";

type Callback = ts.ArrowFunction | ts.FunctionExpression;

interface Write {
  readonly name: ts.Identifier;
  readonly declaration: Declaration;
  /** The member written to, `a` in `x.a = 1`; undefined for the variable itself or for all of its content. */
  readonly member: string | undefined;
  /** The expression that writes. */
  readonly node: ts.Expression;
  readonly content: boolean;
}

const CHANGING: ReadonlySet<string> = new Set(["push", "unshift", "splice", "pop", "shift", "sort", "reverse", "fill", "set", "add", "delete", "clear"]);

export function findMutations(recogniser: Recogniser, call: ts.CallExpression, argument: ts.Expression): Mutation[] {
  const callback = skipOuter(argument);
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return [];
  const byVariable = new Map<Declaration, Write[]>();
  for (const write of findWrites(callback)) {
    if (!isCaptured(write.declaration, call, callback) || (write.content && !holdsPlainData(recogniser, write.declaration))) continue;
    byVariable.set(write.declaration, [...(byVariable.get(write.declaration) ?? []), write]);
  }
  return [...byVariable.values()].flatMap((writes) => {
    const [first] = writes;
    const read = first && findRead(recogniser, call, callback, writes);
    if (!first || !read) return [];
    const returned = writes.length === 1 ? returnInstead(call, callback, first) : undefined;
    return [{ variable: first.name.text, span: spanOf(first.node), read: spanOf(read), ...(returned ? { returned } : {}) }];
  });
}

function findWrites(callback: Callback): Write[] {
  const writes: Write[] = [];
  const visit = (node: ts.Node): void => {
    for (const target of targetsOf(node)) {
      const { name, member, content } = rootOf(target.expression, target.method);
      const declaration = name && findDeclaration(name.text, name, "value");
      if (name && declaration) writes.push({ name, declaration, member, content, node: node as ts.Expression });
    }
    ts.forEachChild(node, visit);
  };
  visit(callback.body);
  return writes;
}

interface Target {
  readonly expression: ts.Expression;
  readonly method: boolean;
}

/** What an expression writes to: `x = 1`, `[x, y] = z`, `x++`, `x.a = 1`, `x.push(1)`. Filling what is still empty, `x ??= 1`, is how caches are written. */
function targetsOf(node: ts.Node): readonly Target[] {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
    const operator = node.operatorToken.kind;
    const fills = operator === ts.SyntaxKind.QuestionQuestionEqualsToken || operator === ts.SyntaxKind.BarBarEqualsToken;
    return fills ? [] : leavesOf(node.left).map((expression) => ({ expression, method: false }));
  }
  if (ts.isPostfixUnaryExpression(node)) return [{ expression: node.operand, method: false }];
  if (ts.isPrefixUnaryExpression(node) && (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)) return [{ expression: node.operand, method: false }];
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || !CHANGING.has(node.expression.name.text)) return [];
  return [{ expression: node.expression.expression, method: true }];
}

/** The single targets of `[a, { b, c: d.e }] = …`. */
function leavesOf(target: ts.Expression): readonly ts.Expression[] {
  if (ts.isArrayLiteralExpression(target)) return target.elements.flatMap(leavesOf);
  if (ts.isSpreadElement(target)) return leavesOf(target.expression);
  if (ts.isBinaryExpression(target)) return leavesOf(target.left);
  if (!ts.isObjectLiteralExpression(target)) return [target];
  return target.properties.flatMap((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return [property.name];
    return ts.isPropertyAssignment(property) ? leavesOf(property.initializer) : ts.isSpreadAssignment(property) ? leavesOf(property.expression) : [];
  });
}

function rootOf(outer: ts.Expression, method: boolean): { readonly name: ts.Identifier | undefined; readonly member: string | undefined; readonly content: boolean } {
  let node = skipOuter(outer);
  let member: string | undefined;
  let content = method;
  while (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    content = true;
    member = ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
    node = skipOuter(node.expression);
  }
  return { name: ts.isIdentifier(node) ? node : undefined, member, content };
}

/** Declared outside the callback, and inside a function that is run again at each replay. */
function isCaptured(declaration: Declaration, call: ts.CallExpression, callback: Callback): boolean {
  if (isInside(declaration, callback) || !(ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration) || ts.isParameter(declaration))) return false;
  const owner = functionAround(declaration);
  return owner !== undefined && fileOf(owner) === fileOf(call) && isInside(call, owner);
}

/** An object that the handler makes anew at each replay, by a literal, a constructor of JavaScript or from a step's result. */
function holdsPlainData(recogniser: Recogniser, declaration: Declaration): boolean {
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const value = skipOuter(declaration.initializer);
  if (isNewData(value)) return true;
  const awaited = ts.isAwaitExpression(value) ? skipOuter(value.expression) : undefined;
  return awaited !== undefined && ts.isCallExpression(awaited) && toolOf(recogniser, awaited) === "run";
}

/** `[]`, `{}`, `new Map()`. */
export function isNewData(value: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(value) || ts.isObjectLiteralExpression(value)) return true;
  return ts.isNewExpression(value) && ts.isIdentifier(value.expression) && ["Map", "Set", "Array"].includes(value.expression.text) && !findDeclaration(value.expression.text, value, "value");
}

/** `x.push(1)`, `x.clear()`. */
export function isChangedByMethod(mention: ts.Identifier): boolean {
  const { parent } = mention;
  return ts.isPropertyAccessExpression(parent) && parent.expression === mention && CHANGING.has(parent.name.text) && ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
}

/** A mention outside the callback that surely comes after it and reads what it wrote. */
function findRead(recogniser: Recogniser, call: ts.CallExpression, callback: Callback, writes: readonly Write[]): ts.Identifier | undefined {
  const [first] = writes;
  if (!first) return undefined;
  const mentions = referencesTo(first.declaration);
  return mentions.find((mention) => {
    if (isInside(mention, callback) || !isRead(mention) || !writes.some((write) => concerns(write, mention)) || !canFollow(call, mention, first.declaration)) return false;
    const other = stepCallbackAround(recogniser, mention, first.declaration);
    if (other === "unknown" || (other && mentions.some((written) => isInside(written, other) && !isRead(written)))) return false;
    return !mentions.some((written) => isOverwritten(written) && written.pos > call.end && written.pos < mention.pos && !first.content);
  });
}

/** False for `x = 1;`, `x.a = 1;`, `x++;` and `x.push(1);` alone. */
function isRead(mention: ts.Identifier): boolean {
  let access: ts.Node = mention;
  while ((ts.isPropertyAccessExpression(access.parent) || ts.isElementAccessExpression(access.parent)) && access.parent.expression === access) access = access.parent;
  const { parent } = access;
  const called = ts.isCallExpression(parent) && parent.expression === access && ts.isPropertyAccessExpression(access) && CHANGING.has(access.name.text);
  const written = (ts.isBinaryExpression(parent) && parent.left === access && isAssignment(parent.operatorToken.kind)) || ts.isPostfixUnaryExpression(parent) || ts.isPrefixUnaryExpression(parent) && parent.operator !== ts.SyntaxKind.ExclamationToken;
  return !((called || written) && ts.isExpressionStatement(parent.parent)) && !ts.isTypeQueryNode(parent);
}

function isOverwritten(mention: ts.Identifier): boolean {
  const { parent } = mention;
  return ts.isBinaryExpression(parent) && parent.left === mention && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** Another member of the same object is not what was written. */
function concerns(write: Write, mention: ts.Identifier): boolean {
  if (write.member === undefined) return true;
  const { parent } = mention;
  return !ts.isPropertyAccessExpression(parent) || parent.expression !== mention || parent.name.text === write.member;
}

/** Later in the text and on no other branch, or in one loop with the step. */
function canFollow(call: ts.CallExpression, mention: ts.Node, declaration: Declaration): boolean {
  for (let node: ts.Node = call; !ts.isSourceFile(node); node = node.parent) {
    const { parent } = node;
    if (isInside(mention, node)) return false;
    if (ts.isIterationStatement(parent, false) && isInside(mention, parent) && !isInside(declaration, parent)) return true;
    if (isInside(mention, parent)) return mention.pos > call.end && !areBranches(parent, node, mention);
    if (ts.isBlock(parent) && parent.statements.some((statement) => statement.pos >= node.end && (ts.isReturnStatement(statement) || ts.isThrowStatement(statement) || ts.isBreakOrContinueStatement(statement)))) return false;
  }
  return false;
}

function areBranches(owner: ts.Node, side: ts.Node, mention: ts.Node): boolean {
  if (ts.isIfStatement(owner)) return side === owner.thenStatement && owner.elseStatement !== undefined && isInside(mention, owner.elseStatement);
  if (ts.isConditionalExpression(owner)) return side === owner.whenTrue && isInside(mention, owner.whenFalse);
  return ts.isCaseBlock(owner);
}

/** The callback of a step in which a mention stands; unknown inside of a function that may be called at any time. */
function stepCallbackAround(recogniser: Recogniser, mention: ts.Node, declaration: Declaration): ts.Node | "unknown" | undefined {
  const owner = functionAround(declaration);
  let step: ts.Node | undefined;
  for (let fn = functionAround(mention); fn && fn !== owner; fn = functionAround(fn)) {
    const { parent } = fn;
    if (!ts.isCallExpression(parent)) return "unknown";
    if (toolOf(recogniser, parent)) step = fn;
  }
  return step;
}

/** `await step.run("a", () => { …; x = value; });` as `x = await step.run("a", () => { …; return value; });`. */
function returnInstead(call: ts.CallExpression, callback: Callback, { node, name, content }: Write): Mutation["returned"] {
  const statement = ts.isAwaitExpression(call.parent) ? call.parent.parent : undefined;
  if (content || !statement || !ts.isExpressionStatement(statement) || !ts.isBinaryExpression(node) || node.left !== name || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const start = spanOf(node).start;
  const value = spanOf(node.right).start;
  const taken = { span: { start: spanOf(statement).start, end: spanOf(statement).start }, newText: `${name.text} = ` };
  if (!ts.isBlock(callback.body)) return skipOuter(callback.body) === node ? [taken, { span: { start, end: value }, newText: "" }] : undefined;
  if (callback.body.statements.at(-1) !== node.parent || !ts.isExpressionStatement(node.parent) || returnsEarly(callback.body)) return undefined;
  return [taken, { span: { start, end: value }, newText: "return " }];
}

function returnsEarly(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => returnsEarly(child) || undefined) ?? false);
}
