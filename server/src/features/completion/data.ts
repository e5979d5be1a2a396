/** Keys of an event's `data` and the values they may have, from its schema. v4 sends are `any` to TypeScript. */
import { declaredShape } from "../../../../shared/analysis/declared-shape.ts";
import { inferData } from "../../../../shared/analysis/inferred-data.ts";
import type { EventReference, FileModel, Span, ValueLiteral } from "../../../../shared/analysis/model.ts";
import { propertyOfShape } from "../../../../shared/analysis/shape.ts";
import type { PropertyShape, Shape } from "../../../../shared/analysis/shape.ts";
import { keyText } from "../../rules/support/edits.ts";
import { contains } from "../places.ts";
import { toTypeLine, typeBlock } from "../shape-text.ts";
import type { CompletionItem, CompletionPlace } from "./completion.ts";
import { textAt } from "./text-at.ts";
import { isTypedByEventSchemas } from "./typed-client.ts";

type ObjectValue = Extract<ValueLiteral, { kind: "object" }>;

export function completeData(place: CompletionPlace): readonly CompletionItem[] | undefined {
  const { snapshot, file, offset } = place;
  // What `create` takes is typed by the schema, wherever it stands.
  const events = file.sends.filter(({ path }) => path === file.path).flatMap(({ payload }) => payload.events).filter(({ span }) => file.text[span.start] === "{");
  for (const { name, properties } of events) {
    const data = properties.findLast(({ key }) => key === "data");
    if (!name || data?.value.kind !== "object" || !contains(data.value.span, offset)) continue;
    if (isTypedByEventSchemas(place)) return [];
    const shape = declaredShape(snapshot, name, file.sdk);
    return shape ? completeValue(file, data.value, shape, offset) : completeInferred(place, data.value, name);
  }
  return undefined;
}

/** Where no schema is declared: what others read and send, and who says so. */
function completeInferred({ snapshot, file, offset }: CompletionPlace, value: ValueLiteral, { name, span }: EventReference): readonly CompletionItem[] {
  const event = name.kind === "known" ? snapshot.event(name.value) : undefined;
  const inferred = event && inferData(event, (path) => snapshot.file(path), { path: file.path, span });
  if (!inferred) return [];
  return completeValue(file, value, inferred.shape, offset).map((item) => {
    const readers = item.kind === "key" ? inferred.readBy.get(item.label) : undefined;
    if (!readers) return item;
    const type = propertyOfShape(inferred.shape, item.label)?.shape.kind === "any" ? undefined : item.detail;
    const source = readers.length > 0 ? `read by ${readers.slice(0, 3).join(", ")}` : "sent elsewhere";
    return { ...item, detail: type === undefined ? source : `${type}, ${source}`, markdown: `${item.markdown ?? ""}\n\nInferred: no schema declares this event.` };
  });
}

function completeValue(file: FileModel, value: ValueLiteral, shape: Shape, offset: number): readonly CompletionItem[] {
  const text = value.kind === "string" ? textAt(file, value.span, offset) : undefined;
  if (text) return literalsOf(shape).flatMap((literal, rank) => (typeof literal === "string" ? [{ label: literal, kind: "value" as const, span: text.span, newText: literal, rank }] : []));
  if (value.kind === "object") return completeObject(file, value, alternativesOf(shape), offset);
  if (value.kind !== "array") return [];
  const element = value.elements.find(({ span }) => contains(span, offset));
  const arrays = alternativesOf(shape).flatMap((alternative) => (alternative.kind === "array" ? [alternative.element] : []));
  return element ? arrays.flatMap((inner) => completeValue(file, element, inner, offset)) : [];
}

function completeObject(file: FileModel, object: ObjectValue, shapes: readonly Shape[], offset: number): readonly CompletionItem[] {
  if (offset <= object.span.start || offset >= object.span.end) return [];
  const before = file.text.slice(object.span.start, offset);
  const key = keyBefore(before);
  if (key !== undefined) return completeBareValue(valueShapes(shapes, key), offset);
  const inside = object.properties.find(({ span, keySpan }) => keySpan.end < offset && contains(span, offset));
  if (inside) return valueShapes(shapes, inside.key).flatMap((shape) => completeValue(file, inside.value, shape, offset));
  return isKeyPlace(before) ? completeKeys(file, object, shapes, offset) : [];
}

/** The key whose value is about to be written: `plan: |`. */
function keyBefore(before: string): string | undefined {
  const match = /(?:([\p{ID_Start}$_][\p{ID_Continue}$]*)|"([^"\n]*)"|'([^'\n]*)')\s*:[ \t]*$/u.exec(before);
  return match ? match[1] ?? match[2] ?? match[3] : undefined;
}

/** Behind `{`, a comma, or a property whose comma is still to be written; not in a comment, a text or a value. */
function isKeyPlace(before: string): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return !/\/\/|\/\*|\*\//.test(line) && /(?:[{,]|\n)\s*["']?[\w$]*$/.test(before);
}

function completeKeys(file: FileModel, object: ObjectValue, shapes: readonly Shape[], offset: number): CompletionItem[] {
  const span = wordAround(file.text, offset);
  const isQuoted = /["']/.test(file.text[span.start - 1] ?? "");
  const present = new Set(object.properties.filter(({ keySpan }) => !contains(keySpan, offset)).map(({ key }) => key));
  const keys = new Map(shapes.flatMap((shape) => (shape.kind === "object" ? Object.entries(shape.properties) : [])));
  return [...keys].filter(([key]) => !present.has(key)).map(([key, { shape, optional }]) => ({
    label: key, kind: "key", detail: `${optional ? "?" : ""}: ${toTypeLine(shape)}`, markdown: typeBlock(optional ? `${keyText(key)}?` : keyText(key), shape),
    span, newText: isQuoted ? key : keyText(key), rank: optional ? 1 : 0,
  }));
}

function completeBareValue(shapes: readonly Shape[], offset: number): CompletionItem[] {
  const span = { start: offset, end: offset };
  return shapes.flatMap(literalsOf).map((literal, rank) => ({ label: JSON.stringify(literal), kind: "value", span, newText: JSON.stringify(literal), rank }));
}

function valueShapes(shapes: readonly Shape[], key: string): Shape[] {
  const found = shapes.map((shape): PropertyShape | undefined => (shape.kind === "object" ? propertyOfShape(shape, key) : shape.kind === "record" ? { shape: shape.value, optional: true } : undefined));
  return found.flatMap((property) => (property ? [property.shape] : []));
}

function literalsOf(shape: Shape): (string | number | boolean)[] {
  return alternativesOf(shape).flatMap((alternative) => (alternative.kind === "literal" ? [alternative.value] : []));
}

function alternativesOf(shape: Shape): readonly Shape[] {
  return shape.kind === "union" ? shape.members : [shape];
}

function wordAround(text: string, offset: number): Span {
  const before = /[\w$]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? "";
  const after = /^[\w$]*/.exec(text.slice(offset, offset + 200))?.[0] ?? "";
  return { start: offset - before.length, end: offset + after.length };
}
