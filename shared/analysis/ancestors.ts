/** The way up a syntax tree. Each link of an `else if` lies one level deeper: a chain of thousands is walked up once. */
import ts from "typescript";
import { AnalysisMemory } from "./one-analysis.ts";

/** The parent, or in a chain of statements or operators of one kind its outermost one: none of them declares a name. */
export function above(node: ts.Node): ts.Node {
  const { parent } = node;
  return CHAINED.has(parent.kind) && parent.parent.kind === parent.kind ? topOf(parent) : parent;
}

const CHAINED: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.IfStatement, ts.SyntaxKind.ConditionalExpression, ts.SyntaxKind.BinaryExpression]);

/** Tops of the chains met so far. */
const tops = new AnalysisMemory<ts.Node, ts.Node>();

function topOf(node: ts.Node): ts.Node {
  const passed: ts.Node[] = [];
  let top = node;
  for (let known: ts.Node | undefined; top.parent.kind === node.kind; top = known ?? top.parent) {
    known = tops.get(top);
    passed.push(top);
  }
  if (passed.length > 4) for (const each of passed) tops.set(each, top);
  return top;
}

export function fileOf(node: ts.Node): ts.SourceFile {
  let current = node;
  while (!ts.isSourceFile(current)) current = above(current);
  return current;
}

/** The nearest function around a node; undefined at the top level of its file. */
export function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let current = node; !ts.isSourceFile(current);) {
    current = above(current);
    if (ts.isFunctionLike(current)) return current;
  }
  return undefined;
}

export function isInside(inner: ts.Node, outer: ts.Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end && fileOf(inner) === fileOf(outer);
}
