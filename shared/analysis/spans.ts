import type ts from "typescript";
import { fileOf } from "./ancestors.ts";
import type { Location, Span } from "./model.ts";

/** Span of a node without the blanks and comments before it. */
export function spanOf(node: ts.Node): Span {
  return { start: node.getStart(fileOf(node)), end: node.end };
}

export function locationOf(node: ts.Node): Location {
  const file = fileOf(node);
  return { path: file.fileName, span: { start: node.getStart(file), end: node.end } };
}

/** A key for maps: one place in one file. */
export function placeKey(node: ts.Node): string {
  const file = fileOf(node);
  return `${file.fileName}:${String(node.getStart(file))}`;
}
