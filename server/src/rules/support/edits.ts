/** Edits of object literals in the file under check. */
import type { FileModel, PropertyLiteral, Span } from "../../../../shared/analysis/model.ts";
import type { ObjectLiteral } from "../../../../shared/analysis/check-shape.ts";
import type { TextEdit } from "../rule.ts";

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** A key as it is written in an object literal. */
export function keyText(key: string): string {
  return IDENTIFIER.test(key) ? key : JSON.stringify(key);
}

/** False for a key that a spread or a type brings in: it is written, and can be changed, only elsewhere. */
export function isWrittenKey(file: FileModel, { key, keySpan, value }: PropertyLiteral): boolean {
  const isOnlyNamed = keySpan.start === value.span.start && keySpan.end === value.span.end;
  return !file.text.startsWith("...", keySpan.start) && (!isOnlyNamed || file.text.slice(keySpan.start, keySpan.end) === key);
}

/** Gives the property another key and keeps its value. */
export function renameKey(file: FileModel, property: PropertyLiteral, key: string): TextEdit {
  const shorthand = property.keySpan.start === property.span.start && property.keySpan.end === property.span.end;
  return { path: file.path, span: property.keySpan, newText: shorthand ? `${keyText(key)}: ${property.key}` : keyText(key) };
}

/** Puts another value in the place of the property's. */
export function replaceValue(file: FileModel, property: PropertyLiteral, newText: string): TextEdit {
  return { path: file.path, span: property.value.span, newText: isShorthand(property) ? `${property.key}: ${newText}` : newText };
}

/** `{ userId }`: key and value are one word. */
function isShorthand(property: PropertyLiteral): boolean {
  return property.keySpan.start === property.span.start && property.keySpan.end === property.span.end && property.value.span.start === property.span.start;
}

/** Removes the property with the comma and the blanks that belong to it. */
export function removeProperty(file: FileModel, property: PropertyLiteral): TextEdit {
  const after = /^\s*,[ \t]*(?:\r?\n(?=[ \t]*\S))?/.exec(file.text.slice(property.span.end));
  const lineStart = /(?:^|\n)[ \t]*$/.exec(file.text.slice(0, property.span.start));
  if (after) {
    const start = after[0].endsWith("\n") && lineStart ? property.span.start - lineStart[0].replace("\n", "").length : property.span.start;
    return { path: file.path, span: { start, end: property.span.end + after[0].length }, newText: "" };
  }
  const before = /,\s*$/.exec(file.text.slice(0, property.span.start));
  return { path: file.path, span: { start: property.span.start - (before?.[0].length ?? 0), end: property.span.end }, newText: "" };
}

/** Adds properties, given as text, at the end of an object literal, in the way its others are laid out. */
export function addProperties(file: FileModel, object: ObjectLiteral, properties: readonly string[]): TextEdit[] {
  const { text, path } = file;
  const inside = text.slice(object.span.start + 1, object.span.end - 1);
  if (inside.trim() === "") return [{ path, span: object.span, newText: `{ ${properties.join(", ")} }` }];
  const content = object.span.start + 1 + inside.trimEnd().length;
  // Comments may stand behind the last property, whose comma belongs before them.
  const code = object.span.start + 1 + withoutComments(inside).trimEnd().length;
  const needsComma = code > object.span.start + 1 && text[code - 1] !== ",";
  const indent = /\n([ \t]*)\S/.exec(inside)?.[1] ?? (inside.includes("\n") ? "  " : undefined);
  const added = indent === undefined ? ` ${properties.join(", ")}` : `${properties.map((property) => `\n${indent}${property}`).join(",")}${needsComma ? "" : ","}`;
  const insert = (at: number, newText: string): TextEdit => ({ path, span: { start: at, end: at }, newText });
  if (!needsComma) return [insert(content, added)];
  return code === content ? [insert(content, `,${added}`)] : [insert(code, ","), insert(content, added)];
}

/** The same length, with blanks in place of comments. */
function withoutComments(code: string): string {
  return code.replaceAll(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`)|\/\/[^\n]*|\/\*[^]*?\*\//g, (found, text: string | undefined) => text ?? " ".repeat(found.length));
}

export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** A text in the quotes of the literal that it takes the place of. */
export function quoted(file: FileModel, literal: Span, text: string): string {
  const mark = file.text.charAt(literal.start);
  return /["'`]/.test(mark) && !text.includes(mark) && !text.includes("\\") ? mark + text + mark : JSON.stringify(text);
}
