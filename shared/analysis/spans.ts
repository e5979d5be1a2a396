import type ts from "typescript";
import type { Location, Span } from "./model.ts";

/** Span of a node without the blanks and comments before it. */
export function spanOf(node: ts.Node): Span {
  return { start: node.getStart(), end: node.end };
}

export function locationOf(node: ts.Node): Location {
  return { path: node.getSourceFile().fileName, span: spanOf(node) };
}

/** A key for maps: one place in one file. */
export function placeKey(node: ts.Node): string {
  return `${node.getSourceFile().fileName}:${String(node.getStart())}`;
}
