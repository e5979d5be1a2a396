/** Writes into JSON files that people write by hand: what is there stays as it is written. */
import ts from "typescript";
import type { Span } from "../../../shared/analysis/model.ts";
import { syntaxErrorsOf } from "./parse.ts";

interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** How a file is laid out. */
interface Layout {
  readonly source: ts.JsonSourceFile;
  readonly lineEnd: string;
  /** One level of indentation. */
  readonly unit: string;
}

/**
 * Adds `entry` to the list below `keys`; keys and list are written where they are not there. Undefined for a text that
 * is no JSON, and where something other than objects and a list is there.
 */
export function addToList(file: string, text: string, keys: readonly string[], entry: string): Edit | undefined {
  const source = ts.parseJsonText(file, text);
  const layout: Layout = { source, lineEnd: text.includes("\r\n") ? "\r\n" : "\n", unit: /^[{\s]*?\n([ \t]+)\S/.exec(text)?.[1] ?? "  " };
  if (syntaxErrorsOf(source).length > 0) return undefined;
  let node: ts.Expression | undefined = source.statements[0]?.expression;
  for (const [depth, key] of keys.entries()) {
    if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
    const property: ts.ObjectLiteralElementLike | undefined = node.properties.findLast(({ name }) => name && ts.isStringLiteral(name) && name.text === key);
    if (!property) return append(layout, node, node.properties, keys.slice(depth), entry);
    node = ts.isPropertyAssignment(property) ? property.initializer : undefined;
  }
  return node && ts.isArrayLiteralExpression(node) ? append(layout, node, node.elements, [], entry) : undefined;
}

/** After the last one, and laid out as it is: on a line of its own or behind it. */
function append({ source, lineEnd, unit }: Layout, container: ts.Node, items: ts.NodeArray<ts.Node>, keys: readonly string[], entry: string): Edit | undefined {
  const start = container.getStart(source) + 1;
  const last = items.at(-1);
  const isRoot = container === source.statements[0]?.expression;
  const indent = last ? indentBefore(source.text, items.at(-2)?.end ?? start, last.getStart(source)) : isRoot ? unit : undefined;
  const item = indent === undefined ? toLine(keys, entry) : toLines(keys, entry, { indent, unit, lineEnd });
  if (last) return { span: { start: last.end, end: last.end }, newText: indent === undefined ? `, ${item}` : `,${lineEnd}${indent}${item}` };
  const inside = { start, end: container.end - 1 };
  if (source.text.slice(inside.start, inside.end).trim() !== "") return undefined;
  return { span: inside, newText: indent === undefined ? (ts.isObjectLiteralExpression(container) ? ` ${item} ` : item) : `${lineEnd}${indent}${item}${lineEnd}` };
}

/** Undefined where it stands on the line of what is before it. */
function indentBefore(text: string, end: number, start: number): string | undefined {
  return /\n([ \t]*)$/.exec(text.slice(end, start))?.[1];
}

function toLine([key, ...rest]: readonly string[], entry: string): string {
  if (key === undefined) return JSON.stringify(entry);
  return `${JSON.stringify(key)}: ${rest.length === 0 ? `[${JSON.stringify(entry)}]` : `{ ${toLine(rest, entry)} }`}`;
}

function toLines(keys: readonly string[], entry: string, { indent, unit, lineEnd }: { readonly indent: string; readonly unit: string; readonly lineEnd: string }): string {
  const [key, ...rest] = keys;
  if (key === undefined || rest.length === 0) return toLine(keys, entry);
  const inner = indent + unit;
  return `${JSON.stringify(key)}: {${lineEnd}${inner}${toLines(rest, entry, { indent: inner, unit, lineEnd })}${lineEnd}${indent}}`;
}
