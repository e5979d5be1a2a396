/**
 * Lexical scope without a type checker: which declaration a name stands for inside one file.
 * Tables are built when first asked for and kept with the syntax node, so they survive incremental reparses that
 * reuse the node.
 */
import ts from "typescript";
import { above, fileOf } from "./ancestors.ts";
import { mentionsIn } from "./mentions.ts";
import type { MemberWrite, Mentions } from "./mentions.ts";
import { NodeAnswers } from "./node-answers.ts";
import { oncePerAnalysis } from "./one-analysis.ts";

export type Meaning = "value" | "type";

export type Declaration =
  | ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration
  | ts.FunctionDeclaration | ts.FunctionExpression | ts.ClassDeclaration | ts.ClassExpression
  | ts.EnumDeclaration | ts.ModuleDeclaration
  | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.TypeParameterDeclaration
  | ts.ImportSpecifier | ts.ImportClause | ts.NamespaceImport | ts.ImportEqualsDeclaration;

type Table = Map<string, Declaration[]>;

const NONE: readonly Declaration[] = [];

const tables = new NodeAnswers<ts.Node, Table>();
const indexes = new NodeAnswers<ts.SourceFile, ReferenceIndex>();

/** What a file mentions, by name. */
export interface ReferenceIndex extends Pick<Mentions, "calls" | "creations"> {
  readonly references: ReadonlyMap<string, readonly ts.Identifier[]>;
  readonly writes: ReadonlyMap<string, readonly ts.Identifier[]>;
  readonly memberWrites: ReadonlyMap<string, readonly MemberWrite[]>;
}

/** The declaration that `name`, written at `from`, stands for; undefined for globals. */
export function findDeclaration(name: string, from: ts.Node, meaning: Meaning): Declaration | undefined {
  return meaning === "value" && ts.isIdentifier(from) && from.text === name ? variableOf(from) : findFrom(name, from, meaning);
}

/** Of a variable's mention. */
const variableOf = oncePerAnalysis((mention: ts.Identifier) => findFrom(mention.text, mention, "value"));

function findFrom(name: string, from: ts.Node, meaning: Meaning): Declaration | undefined {
  for (let node = from; ; node = above(node)) {
    if (!CONTAINERS.has(node.kind)) continue;
    for (const declaration of tableOf(node).get(name) ?? NONE) if (hasMeaning(declaration, meaning)) return declaration;
    if (ts.isSourceFile(node)) return undefined;
  }
}

/** True when the variable is written to after its declaration, so its initializer does not tell its value. */
export function isReassigned(declaration: Declaration): boolean {
  return writesTo(declaration).length > 0;
}

/** How often a variable is written to, after its declaration, in the text before a place. */
export function writesBefore(declaration: Declaration, place: ts.Node): number {
  const writes = writesTo(declaration);
  const after = writes.findIndex((write) => write.pos >= place.pos);
  return after < 0 ? writes.length : after;
}

/** Where a declared variable is written to, in source order. */
export const writesTo = oncePerAnalysis((declaration: Declaration): readonly ts.Identifier[] => {
  const { name } = declaration;
  if (!name || !ts.isIdentifier(name)) return [];
  return indexOf(fileOf(declaration)).writes.get(name.text)?.filter((write) => findDeclaration(name.text, write, "value") === declaration) ?? [];
});

/** Whether a member of the object in a variable, or any where no name is given, is written to by name anywhere. */
export function isMemberReassigned(declaration: Declaration, member?: string): boolean {
  return memberWritesTo(declaration).some((write) => member === undefined || write.member === undefined || write.member === member);
}

const memberWritesTo = oncePerAnalysis((declaration: Declaration): readonly MemberWrite[] => {
  const { name } = declaration;
  if (!name || !ts.isIdentifier(name)) return [];
  return indexOf(fileOf(declaration)).memberWrites.get(name.text)?.filter(({ variable }) => findDeclaration(name.text, variable, "value") === declaration) ?? [];
});

/** Mentions of a declared variable other than its declaration. */
export function referencesTo(declaration: Declaration): readonly ts.Identifier[] {
  const name = declaration.name;
  if (!name || !ts.isIdentifier(name)) return [];
  const mentions = indexOf(fileOf(declaration)).references.get(name.text);
  return mentions ? byDeclaration(mentions).get(declaration) ?? [] : [];
}

/** The mentions of one name in a file, a thousand handlers' `event` perhaps, by what each stands for. */
const byDeclaration = oncePerAnalysis((mentions: readonly ts.Identifier[]): ReadonlyMap<Declaration, readonly ts.Identifier[]> => {
  const found = new Map<Declaration, ts.Identifier[]>();
  for (const mention of mentions) {
    const declaration = findDeclaration(mention.text, mention, "value");
    if (!declaration || declaration.name === mention) continue;
    const known = found.get(declaration);
    if (known) known.push(mention);
    else found.set(declaration, [mention]);
  }
  return found;
});

export function indexOf(file: ts.SourceFile): ReferenceIndex {
  const known = indexes.get(file);
  if (known) return known;
  const parts = file.statements.map(mentionsIn);
  const index = {
    calls: parts.flatMap(({ calls }) => calls),
    creations: parts.flatMap(({ creations }) => creations),
    references: byName(parts.map(({ names }) => names), ({ text }) => text),
    writes: byName(parts.map(({ writes }) => writes), ({ text }) => text),
    memberWrites: byName(parts.map(({ memberWrites }) => memberWrites), ({ variable }) => variable.text),
  };
  indexes.set(file, index);
  return index;
}

function byName<T>(found: readonly (readonly T[])[], nameOf: (one: T) => string): Map<string, T[]> {
  const all = new Map<string, T[]>();
  for (const part of found) for (const one of part) append(all, nameOf(one), one);
  return all;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** By kind, because the way up from a name to its declaration is what the analysis walks most. */
const CONTAINERS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.SourceFile, ts.SyntaxKind.Block, ts.SyntaxKind.CaseBlock, ts.SyntaxKind.ModuleBlock, ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForOfStatement, ts.SyntaxKind.ForInStatement, ts.SyntaxKind.CatchClause, ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ClassExpression, ts.SyntaxKind.InterfaceDeclaration, ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.FunctionDeclaration, ts.SyntaxKind.FunctionExpression, ts.SyntaxKind.ArrowFunction, ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.Constructor, ts.SyntaxKind.GetAccessor, ts.SyntaxKind.SetAccessor, ts.SyntaxKind.MethodSignature,
  ts.SyntaxKind.CallSignature, ts.SyntaxKind.ConstructSignature, ts.SyntaxKind.FunctionType, ts.SyntaxKind.ConstructorType,
  ts.SyntaxKind.IndexSignature,
]);

function tableOf(container: ts.Node): Table {
  const known = tables.get(container);
  if (known) return known;
  const table: Table = new Map();
  tables.set(container, table);
  fill(container, table);
  return table;
}

function fill(container: ts.Node, table: Table): void {
  const add = (declaration: Declaration): void => {
    const name = declaration.name;
    if (!name) return;
    if (ts.isIdentifier(name)) append(table, name.text, declaration);
    else if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name)) for (const element of name.elements) if (ts.isBindingElement(element)) add(element);
  };
  if (ts.isFunctionLike(container)) {
    container.typeParameters?.forEach((parameter) => { if (ts.isTypeParameterDeclaration(parameter)) add(parameter); });
    for (const parameter of container.parameters) if (ts.isParameter(parameter)) add(parameter);
    if (ts.isFunctionExpression(container)) add(container);
  } else if (ts.isClassLike(container) || ts.isInterfaceDeclaration(container) || ts.isTypeAliasDeclaration(container)) {
    container.typeParameters?.forEach(add);
    if (ts.isClassExpression(container)) add(container);
  } else if (ts.isForStatement(container) || ts.isForOfStatement(container) || ts.isForInStatement(container)) {
    const initializer = container.initializer;
    if (initializer && ts.isVariableDeclarationList(initializer)) initializer.declarations.forEach(add);
  } else if (ts.isCatchClause(container)) {
    if (container.variableDeclaration) add(container.variableDeclaration);
  } else {
    const statements = ts.isCaseBlock(container) ? container.clauses.flatMap((clause) => [...clause.statements]) : (container as ts.Block | ts.SourceFile | ts.ModuleBlock).statements;
    for (const statement of statements) addStatement(statement, add);
  }
  if (ts.isSourceFile(container) || (ts.isBlock(container) && ts.isFunctionLike(container.parent))) hoistVariables(container, add);
}

function addStatement(statement: ts.Statement, add: (declaration: Declaration) => void): void {
  if (ts.isVariableStatement(statement)) statement.declarationList.declarations.forEach(add);
  else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)
    || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) add(statement);
  else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) add(statement);
  else if (ts.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    if (clause?.name) add(clause);
    const bindings = clause?.namedBindings;
    if (bindings) {
      if (ts.isNamespaceImport(bindings)) add(bindings);
      else bindings.elements.forEach(add);
    }
  }
}

/** `var` inside nested blocks belongs to the function. Rare today, so the search runs only where the keyword occurs. */
function hoistVariables(container: ts.Node, add: (declaration: Declaration) => void): void {
  if (!/\bvar\b/.test(container.getSourceFile().text.slice(container.pos, container.end))) return;
  const visit = (node: ts.Node, nested: boolean): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (nested && ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) node.declarations.forEach(add);
    ts.forEachChild(node, (child) => { visit(child, nested || node !== container); });
  };
  ts.forEachChild(container, (statement) => { visit(statement, !ts.isVariableStatement(statement)); });
}

const TYPES_ONLY: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.InterfaceDeclaration, ts.SyntaxKind.TypeAliasDeclaration, ts.SyntaxKind.TypeParameter]);
const VALUES_ONLY: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.VariableDeclaration, ts.SyntaxKind.BindingElement, ts.SyntaxKind.Parameter, ts.SyntaxKind.FunctionDeclaration, ts.SyntaxKind.FunctionExpression,
]);

function hasMeaning(declaration: Declaration, meaning: Meaning): boolean {
  return !(meaning === "value" ? TYPES_ONLY : VALUES_ONLY).has(declaration.kind);
}
