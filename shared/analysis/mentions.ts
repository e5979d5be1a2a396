/** What one walk over a piece of a file gathers. Kept with the statement, it survives the incremental parses that reuse the statement. */
import ts from "typescript";
import { NodeAnswers } from "./node-answers.ts";

export interface MemberWrite {
  readonly variable: ts.Identifier;
  readonly member: string | undefined;
}

/** Everything in source order. */
export interface Mentions {
  /** A call before those in its arguments. */
  readonly calls: ts.CallExpression[];
  readonly creations: ts.NewExpression[];
  /** Every mention of a name as a variable or a type, its declaration too. */
  readonly names: ts.Identifier[];
  readonly writes: ts.Identifier[];
  /** Variables one of whose members is written to, `state.index += 1`; `undefined` for a member not known by name. */
  readonly memberWrites: MemberWrite[];
  /** `return`, `throw`, `break` and `continue`. */
  readonly jumps: ts.Statement[];
  /** Mentions of `this` and `super`. */
  readonly selves: ts.Node[];
}

const ofStatements = new NodeAnswers<ts.Statement, Mentions>();

/** Of a statement at the top of a file or of a function's body; undefined where it was not gathered yet. */
export function knownMentions(statement: ts.Statement): Mentions | undefined {
  return ofStatements.get(statement);
}

export function mentionsIn(statement: ts.Statement): Mentions {
  const known = ofStatements.get(statement);
  if (known) return known;
  const found = gather(statement);
  ofStatements.set(statement, found);
  return found;
}

/** Statements of a body, the most that is typed in, are gathered each for itself. */
function gather(root: ts.Node): Mentions {
  const found: Mentions = { calls: [], creations: [], names: [], writes: [], memberWrites: [], jumps: [], selves: [] };
  const visit = (node: ts.Node): void => {
    switch (node.kind) {
      case ts.SyntaxKind.Identifier: {
        const name = node as ts.Identifier;
        if (isPropertyName(name)) return;
        found.names.push(name);
        if (isWriteTarget(name)) found.writes.push(name);
        else if (isMemberWritten(name)) found.memberWrites.push({ variable: name, member: memberName(name.parent) });
        return;
      }
      case ts.SyntaxKind.ThisKeyword: case ts.SyntaxKind.SuperKeyword: found.selves.push(node); return;
      case ts.SyntaxKind.Block:
        if (!ts.isFunctionLike(node.parent)) break;
        append(found, (node as ts.Block).statements);
        return;
      case ts.SyntaxKind.CallExpression: found.calls.push(node as ts.CallExpression); break;
      case ts.SyntaxKind.NewExpression: found.creations.push(node as ts.NewExpression); break;
      case ts.SyntaxKind.ReturnStatement: case ts.SyntaxKind.ThrowStatement: case ts.SyntaxKind.BreakStatement: case ts.SyntaxKind.ContinueStatement: found.jumps.push(node as ts.Statement); break;
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function append(to: Mentions, statements: readonly ts.Statement[]): void {
  for (const statement of statements) {
    const from = mentionsIn(statement);
    for (const call of from.calls) to.calls.push(call);
    for (const creation of from.creations) to.creations.push(creation);
    for (const name of from.names) to.names.push(name);
    for (const write of from.writes) to.writes.push(write);
    for (const write of from.memberWrites) to.memberWrites.push(write);
    for (const jump of from.jumps) to.jumps.push(jump);
    for (const self of from.selves) to.selves.push(self);
  }
}

/** `x` in `a.x`, `{ x: 1 }` and `{ x: y } = …` names a property, not a variable. */
function isPropertyName(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return false;
}

/** `x.a = 1`, `x.a.b++`, `delete x.a`, of a variable or `this`. */
export function isMemberWritten(node: ts.Node): boolean {
  let access: ts.Node = node;
  while (isAccess(access.parent) && access.parent.expression === access) access = access.parent;
  return access !== node && (isWriteTarget(access) || ts.isDeleteExpression(access.parent));
}

function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function memberName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}

export function isWriteTarget(node: ts.Node): boolean {
  let child: ts.Node = node;
  let parent: ts.Node = node.parent;
  for (;;) {
    if (ts.isBinaryExpression(parent)) return parent.left === child && isAssignment(parent.operatorToken.kind);
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
      return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
    }
    if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === child;
    const destructures = ts.isParenthesizedExpression(parent) || ts.isArrayLiteralExpression(parent) || ts.isObjectLiteralExpression(parent)
      || ts.isSpreadElement(parent) || ts.isShorthandPropertyAssignment(parent)
      || (ts.isPropertyAssignment(parent) && parent.initializer === child);
    if (!destructures) return false;
    child = parent;
    parent = parent.parent;
  }
}

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
