/** Code that a user selects, as far as it can become the body of a step. */
import ts from "typescript";
import { isInside } from "./ancestors.ts";
import { isMemberWritten, isWriteTarget } from "./mentions.ts";
import type { Span } from "./model.ts";
import { skipOuter } from "./resolve.ts";
import { findDeclaration } from "./scope.ts";
import { isChangedByMethod, isNewData } from "./step-mutations.ts";

export interface SelectedCode {
  /** What is replaced. */
  readonly span: Span;
  /** What the step's callback holds: an expression that gives the result, or statements. */
  readonly body: { readonly kind: "expression" | "statements"; readonly span: Span };
  /** What stands before the result is used: `const account = `, or nothing. */
  readonly declares?: { readonly keyword: "const" | "let"; readonly names: readonly string[]; readonly type?: string };
  /** True where something in it is awaited. */
  readonly awaits: boolean;
  /** True where the result needs parentheses: `load().items`. */
  readonly isAccessed: boolean;
  /** Name of the first function that is called in it. */
  readonly callee?: string;
  /** The function whose code it is, and its parameters. */
  readonly owner: ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration;
}

/**
 * Reads a selection: one call, or whole statements of one block. undefined where moving the code into a callback would
 * change what it does: it returns or breaks, assigns to variables outside, or declares functions that are used after it.
 */
export function readSelectedCode(path: string, text: string, selection: Span): SelectedCode | undefined {
  const selected = text.slice(selection.start, selection.end);
  const start = selection.start + (blanksAndComments.exec(selected)?.[0].length ?? 0);
  const end = selection.start + selected.trimEnd().length;
  if (end <= start) return undefined;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const expression = findExpression(source, start, end);
  if (expression) return readExpression(expression);
  const statements = findStatements(source, start, end);
  return statements.length > 0 ? readStatements(statements, selection.start + selected.length - selected.trimStart().length) : undefined;
}

const blanksAndComments = /^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/;

function findExpression(source: ts.SourceFile, start: number, end: number): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end < end) return;
    if (!found && node.getStart() === start && node.end === end && (ts.isCallExpression(node) || ts.isAwaitExpression(node))) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function findStatements(source: ts.SourceFile, start: number, end: number): readonly ts.Statement[] {
  let found: readonly ts.Statement[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end < end) return;
    if (ts.isBlock(node)) {
      const inside = node.statements.filter((statement) => statement.getStart() >= start && statement.end <= end);
      if (inside[0]?.getStart() === start && inside.at(-1)?.end === end) found = inside;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function readExpression(selected: ts.Expression): SelectedCode | undefined {
  const awaited = ts.isAwaitExpression(selected.parent) ? selected.parent : selected;
  const operand = ts.isAwaitExpression(awaited) ? awaited.expression : awaited;
  const owner = ownerOf(selected);
  const { parent } = awaited;
  // The callee of a call is a function, which no step gives back.
  if (!owner || (ts.isCallExpression(parent) && parent.expression === awaited) || changesOutside([operand])) return undefined;
  const isAccessed = (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === awaited;
  return { span: spanOf(awaited), body: { kind: "expression", span: spanOf(operand) }, awaits: hasAwait(operand), isAccessed, ...calleeOf(operand), owner };
}

/** @param start Of the comments above the first one, where they are selected too. */
function readStatements(statements: readonly ts.Statement[], start: number): SelectedCode | undefined {
  const [first] = statements;
  const last = statements.at(-1);
  const owner = first && ownerOf(first);
  if (!first || !last || !owner || leaves(statements) || changesOutside(statements)) return undefined;
  const used = usedAfter(last);
  const declared = statements.flatMap(declarationsOf);
  const outputs = declared.filter(({ name }) => used.has(name));
  if (outputs.some(({ keyword }) => keyword === undefined)) return undefined;
  const keyword = outputs.some((output) => output.keyword === "let") ? "let" as const : "const" as const;
  const single = statements.length === 1 ? resultOf(first, outputs.length) : undefined;
  const type = single && ts.isVariableStatement(first) ? first.declarationList.declarations[0]?.type?.getText() : undefined;
  const declares = outputs.length > 0 ? { declares: { keyword, names: outputs.map(({ name }) => name), ...(type === undefined ? {} : { type }) } } : {};
  const common = { ...declares, isAccessed: false, ...calleeOf(...statements), owner };
  if (single) return { ...common, span: spanOf(first), body: { kind: "expression", span: spanOf(single) }, awaits: hasAwait(single) };
  const span = { start, end: last.end };
  return { ...common, span, body: { kind: "statements", span }, awaits: statements.some(hasAwait) };
}

/** `const x = await load();` and `await send();`: the call itself. */
function resultOf(statement: ts.Statement, outputs: number): ts.Expression | undefined {
  if (ts.isExpressionStatement(statement)) return unwrap(statement.expression);
  if (!ts.isVariableStatement(statement) || outputs !== 1) return undefined;
  const [declaration, second] = statement.declarationList.declarations;
  return declaration?.initializer && !second && ts.isIdentifier(declaration.name) ? unwrap(declaration.initializer) : undefined;
}

function unwrap(expression: ts.Expression): ts.Expression {
  return ts.isAwaitExpression(expression) ? expression.expression : expression;
}

/** The async function in whose body a node stands directly. */
function ownerOf(node: ts.Node): SelectedCode["owner"] | undefined {
  const owner = ts.findAncestor(node.parent, ts.isFunctionLike);
  const isOwner = owner && (ts.isArrowFunction(owner) || ts.isFunctionExpression(owner) || ts.isFunctionDeclaration(owner) || ts.isMethodDeclaration(owner));
  return isOwner && ts.getCombinedModifierFlags(owner) & ts.ModifierFlags.Async && !owner.asteriskToken ? owner : undefined;
}

interface Declared {
  readonly name: string;
  /** undefined for functions and classes, which are no data. */
  readonly keyword: "const" | "let" | undefined;
}

function declarationsOf(statement: ts.Statement): Declared[] {
  if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) return [{ name: statement.name.text, keyword: undefined }];
  if (!ts.isVariableStatement(statement)) return [];
  const keyword = statement.declarationList.flags & ts.NodeFlags.Const ? "const" : "let";
  return statement.declarationList.declarations.flatMap(({ name, initializer }) => namesOf(name).map((text) => ({ name: text, keyword: initializer && isFunction(initializer) ? undefined : keyword })));
}

function isFunction(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node);
}

function namesOf(name: ts.BindingName): string[] {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOf(element.name) : []));
}

/** Words that stand behind a statement in its block; a property of the name counts too, which is at worst a result too many. */
function usedAfter(last: ts.Statement): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.pos >= last.end) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(last.parent);
  return used;
}

/** Whether a statement leaves the block: what follows it would no longer be skipped. */
function leaves(nodes: readonly ts.Node[]): boolean {
  const visit = (node: ts.Node, inLoop: boolean): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isReturnStatement(node) || ts.isYieldExpression(node)) return true;
    if (ts.isBreakOrContinueStatement(node)) return !inLoop || node.label !== undefined;
    const within = inLoop || ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
    return ts.forEachChild(node, (child) => visit(child, within) || undefined) ?? false;
  };
  return nodes.some((node) => visit(node, false));
}

/** Whether a variable that is declared elsewhere changes: the callback's result would not bring it back when it is memoized. */
function changesOutside(nodes: readonly ts.Node[]): boolean {
  const isOutside = (node: ts.Node): boolean => !nodes.some((selected) => isInside(node, selected));
  const changes = (node: ts.Node): boolean => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) return isMemberWritten(node);
    if (!ts.isIdentifier(node)) return false;
    const declaration = findDeclaration(node.text, node, "value");
    if (isWriteTarget(node) || isMemberWritten(node)) return !declaration || isOutside(declaration);
    return isChangedByMethod(node) && declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && isNewData(skipOuter(declaration.initializer)) && isOutside(declaration);
  };
  const visit = (node: ts.Node): boolean => changes(node) || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return nodes.some(visit);
}

function hasAwait(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => hasAwait(child) || undefined) ?? false);
}

function calleeOf(...nodes: readonly ts.Node[]): Pick<SelectedCode, "callee"> {
  const visit = (node: ts.Node): string | undefined => {
    if (!ts.isCallExpression(node)) return ts.forEachChild(node, visit);
    if (ts.isIdentifier(node.expression)) return node.expression.text;
    return ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : ts.forEachChild(node, visit);
  };
  const callee = nodes.map(visit).find((name) => name !== undefined);
  return callee === undefined ? {} : { callee };
}

function spanOf(node: ts.Node): Span {
  return { start: node.getStart(), end: node.end };
}
