/** Which statements of a file one edit changed, and what of the others may mean something else now. */
import ts from "typescript";
import { ONE_AFTER_ANOTHER } from "./flow-expressions.ts";
import { isAssignment, isMemberWritten, knownMentions, mentionsIn } from "./mentions.ts";
import type { Mentions } from "./mentions.ts";
import type { Span } from "./model.ts";
import { indexOf } from "./scope.ts";

/** Statements of one list, that of a file or of a function's body, as they were and as they are. All others are the same nodes. */
export interface EditedPart {
  readonly before: readonly ts.Statement[];
  readonly after: readonly ts.Statement[];
  /** What they stand in. */
  readonly owner: ts.Node;
}

/**
 * The innermost list of statements in which all of an edit lies.
 * @param old The tree that `now` was made from, by the incremental parser, which moves what it keeps to where that is now.
 * @param newText In the file as it is now.
 */
export function findEditedPart(old: ts.SourceFile, now: ts.SourceFile, newText: Span): EditedPart | undefined {
  let found: EditedPart | undefined;
  for (let pair: readonly [ListOwner, ListOwner] | undefined = [old, now]; pair;) {
    const { before, after, low, high } = changedStatements(...pair);
    if (newText.start < low || newText.end > high) return found;
    found = { before, after, owner: pair[1] };
    const [was, is] = [before[0], after[0]];
    pair = was && is && before.length === 1 && after.length === 1 ? onlyChangedBody(was, is, newText) : undefined;
  }
  return found;
}

type ListOwner = ts.SourceFile | ts.Block;

/** What lies between the statements that are the same at the start of two lists and those at their ends, with the room between these. */
function changedStatements({ statements: old }: ListOwner, to: ListOwner): Pick<EditedPart, "before" | "after"> & { readonly low: number; readonly high: number } {
  const { statements: now } = to;
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return {
    before: old.slice(head, old.length - tail), after: now.slice(head, now.length - tail),
    low: now[head - 1]?.end ?? (ts.isBlock(to) ? to.statements.pos : 0),
    high: now[now.length - tail]?.pos ?? (ts.isBlock(to) ? to.end - 1 : to.end),
  };
}

/** The bodies of the one function in which two statements differ. The parser makes expressions anew that are as they were. */
function onlyChangedBody(from: ts.Node, to: ts.Node, newText: Span): readonly [ts.Block, ts.Block] | undefined {
  if (from.kind !== to.kind) return undefined;
  if (ts.isBlock(from) && ts.isBlock(to) && ts.isFunctionLike(to.parent)) return [from, to];
  const [old, now] = [childrenOf(from), childrenOf(to)];
  const isSame = (was: ts.Node | undefined, is: ts.Node): boolean => was === is || (was?.kind === is.kind && was.pos === is.pos && was.end === is.end && (is.end < newText.start || is.pos > newText.end));
  const changed = now.findIndex((child, index) => !isSame(old[index], child));
  const [was, is] = [old[changed], now[changed]];
  if (!was || !is || old.length !== now.length || now.some((child, index) => index > changed && !isSame(old[index], child))) return undefined;
  return onlyChangedBody(was, is, newText);
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => { children.push(child); });
  return children;
}

/** Tells of a statement that the edit left alone whether all that is said of it still holds; undefined where that must be asked of everything anew. */
export function findUntouched({ before, after, owner }: EditedPart, now: ts.SourceFile): ((statement: ts.Statement) => boolean) | undefined {
  const was = before.map(knownMentions);
  if (was.includes(undefined) || [...before, ...after].some(linksFiles)) return undefined;
  const parts = [...was as readonly Mentions[], ...after.map(mentionsIn)];
  if (jumpsOf(parts.slice(0, before.length)) !== jumpsOf(parts.slice(before.length)) || parts.some(({ selves }) => selves.some(isMemberWritten))) return undefined;
  const changes = new ChangedNames(now, [...before, ...after].some(takesArguments));
  for (const { names, writes, memberWrites } of parts) {
    for (const name of names) if (isDeclaredBy(name)) changes.add(name.text);
    for (const { text } of writes) changes.add(text);
    for (const { variable } of memberWrites) changes.add(variable.text);
  }
  changes.addAround(owner, true);
  if (changes.reachesHandlers) return undefined;
  const touched = new Set(parts.flatMap(({ names }) => names.map(({ text }) => text)));
  const told = new Set([...touched].filter((name) => mayBeChanged(now, name)));
  return (statement) => {
    const { names, writes, memberWrites, selves } = mentionsIn(statement);
    return !(changes.self && selves.length > 0) && !names.some((name) => changes.names.has(name.text) || told.has(name.text) || (touched.has(name.text) && isDeclaredBy(name)))
      && !writes.some(({ text }) => touched.has(text)) && !memberWrites.some(({ variable }) => touched.has(variable.text));
  };
}

function linksFiles(statement: ts.Statement): boolean {
  return ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || ts.isImportEqualsDeclaration(statement);
}

/** What follows a jump may not be come to. */
function jumpsOf(parts: readonly Mentions[]): string {
  return parts.flatMap(({ jumps }) => jumps.map((jump) => `${String(jump.kind)} ${(jump as ts.BreakOrContinueStatement).label?.text ?? ""}`)).join("\n");
}

/** Names that may stand for something else than before, and those that are made from them. */
class ChangedNames {
  readonly names = new Set<string>();
  /** Whether `this` may stand for something else. */
  self = false;
  /** Whether a function may have become a handler by it, or be none any more: then its parameters are others. */
  reachesHandlers = false;
  readonly #references: ReadonlyMap<string, readonly ts.Identifier[]>;
  readonly #withFunctions: boolean;

  /** @param withFunctions Whether functions with parameters are among what was changed. */
  constructor(file: ts.SourceFile, withFunctions: boolean) {
    this.#references = indexOf(file).references;
    this.#withFunctions = withFunctions;
  }

  add(name: string): void {
    if (this.names.has(name)) return;
    this.names.add(name);
    for (const mention of this.#references.get(name) ?? []) this.addAround(mention, false);
  }

  /** What is declared, or written to, by something that it stands in. What a function does inside changes none of its parameters. */
  addAround(inner: ts.Node, isInBody: boolean): void {
    let isInside = isInBody;
    for (let child = inner; !ts.isSourceFile(child); child = child.parent) {
      const node = child.parent;
      isInside ||= ts.isFunctionLike(node) && "body" in node && node.body === child;
      if (!isInside && this.#bindsHandlers(node, child)) this.reachesHandlers = true;
      if (ts.isClassLike(node)) this.self = true;
      if (ts.isForOfStatement(node) || ts.isForInStatement(node)) this.#addNames(node.initializer);
      else if (!ts.isBinaryExpression(node)) this.#addDeclared(node);
      else if (isAssignment(node.operatorToken.kind)) this.#addNames(node.left);
    }
  }

  #addDeclared(node: ts.Node): void {
    const { name } = node as Partial<ts.NamedDeclaration>;
    if (name && (ts.isIdentifier(name) || ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name))) this.#addNames(name);
  }

  #addNames(node: ts.Node): void {
    if (ts.isIdentifier(node)) this.add(node.text);
    else if (!ts.isFunctionLike(node)) ts.forEachChild(node, (child) => { this.#addNames(child); });
  }

  #bindsHandlers(node: ts.Node, child: ts.Node): boolean {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const isCallee = node.expression === child;
      return (isCallee || this.#withFunctions) && !isIteration(node.expression) && (node.arguments ?? []).some((argument) => argument !== child && this.#mayBeFunction(argument));
    }
    if (ts.isFunctionLike(node)) return node.parameters.length > 0;
    if (ts.isClassLike(node) || ts.isPropertyDeclaration(node)) return true;
    if (ts.isVariableDeclaration(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return node.type === child && takesArguments(node);
    return ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) && node.right === child && node.left.getText().startsWith("this");
  }

  #mayBeFunction(argument: ts.Expression): boolean {
    if (ts.isIdentifier(argument)) return this.#references.get(argument.text)?.some(({ parent }) => isDeclaredAs(parent, argument.text) && takesArguments(parent)) ?? false;
    return ts.isPropertyAccessExpression(argument) || takesArguments(argument);
  }
}

function isDeclaredAs(node: ts.Node, name: string): boolean {
  return (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name;
}

/** Whether there is a function with parameters in it. */
export function takesArguments(node: ts.Node): boolean {
  return (ts.isFunctionLike(node) && node.parameters.length > 0) || (ts.forEachChild(node, (child) => takesArguments(child) || undefined) ?? false);
}

function isIteration(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && ONE_AFTER_ANOTHER.has(callee.name.text);
}

function isDeclaredBy(name: ts.Identifier): boolean {
  return (name.parent as Partial<ts.NamedDeclaration>).name === name && !ts.isShorthandPropertyAssignment(name.parent);
}

/** A variable that holds an object, which any mention of it may change. */
function mayBeChanged(file: ts.SourceFile, name: string): boolean {
  const { references } = indexOf(file);
  return (references.get(name) ?? []).some(({ parent }) => {
    if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name) || parent.name.text !== name || !parent.initializer) return false;
    return mayHoldObject(parent.initializer, (other) => references.get(other)?.some(isDeclaredBy) ?? false);
  });
}

function mayHoldObject(expression: ts.Expression, isDeclared: (name: string) => boolean): boolean {
  if (ts.isIdentifier(expression)) return isDeclared(expression.text);
  return !(ts.isAwaitExpression(expression) || ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)
    || ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression) || ts.isTemplateExpression(expression) || ts.isArrowFunction(expression) || ts.isFunctionExpression(expression));
}
