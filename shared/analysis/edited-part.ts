/** Which statements of a file one edit changed, and what of the others may mean something else now. */
import ts from "typescript";
import { ChangedNames, isDeclaredBy, takesArguments } from "./changed-names.ts";
import { isMemberWritten, knownMentions, mentionsIn } from "./mentions.ts";
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
 * @param isBlank Whether blanks were put in or taken out, and nothing else: then it may be that no statement is another.
 */
export function findEditedPart(old: ts.SourceFile, now: ts.SourceFile, newText: Span, isBlank = false): EditedPart | undefined {
  let found: EditedPart | undefined;
  for (let pair: readonly [ListOwner, ListOwner] | undefined = [old, now]; pair;) {
    const { before, after, low, high } = changedStatements(...pair);
    if (newText.start < low || newText.end > high) return found;
    if (isBlank && before.length === after.length && after.every((statement, index) => isSameTree(before[index], statement, newText))) return { before: [], after: [], owner: pair[1] };
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

/** Whether two trees differ in blanks alone, which lie between their parts. */
function isSameTree(was: ts.Node | undefined, is: ts.Node, newText: Span): boolean {
  if (was === is) return true;
  if (was?.kind !== is.kind || was.end !== is.end) return false;
  if (was.pos === is.pos && (is.end <= newText.start || is.pos >= newText.end)) return true;
  if ([was, is].some(hasTypesInComment)) return false;
  const [old, now] = [childrenOf(was), childrenOf(is)];
  if (now.length === 0) return old.length === 0 && newText.end <= is.getStart();
  return old.length === now.length && now.every((child, index) => isSameTree(old[index], child, newText));
}

/** What stands in a JSDoc comment is no part of the tree. */
function hasTypesInComment(node: ts.Node): boolean {
  return (node as ts.Node & { readonly jsDoc?: readonly ts.Node[] }).jsDoc !== undefined;
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
