/** Types as the values and shapes that the analysis works with. */
import type { PropertyLiteral, Span, ValueLiteral } from "./model.ts";
import { ANY, toProperties, unionOf } from "./shape.ts";
import type { Shape } from "./shape.ts";
import type { TypeShape } from "./type-facts.ts";

/** What is known of a value from its type alone; every part of it stands at the one place where the value is named. */
export function toValue(type: TypeShape, span: Span): ValueLiteral {
  switch (type.kind) {
    case "string": case "number": case "boolean": return { kind: type.kind, span, value: undefined };
    case "null": case "undefined": case "bigint": case "function": return { kind: type.kind, span };
    case "literal": return toLiteral(type.value, span);
    case "instance": return type.global ? { kind: "instance", span, className: type.className } : { kind: "unknown", span };
    case "array": return { kind: "array", span, open: true, elements: [], each: toValue(type.element, span) };
    case "tuple": return { kind: "array", span, open: false, elements: type.elements.map((element) => toValue(element, span)) };
    case "union": return { kind: "union", span, members: type.members.map((member) => toValue(member, span)) };
    case "object": return { kind: "object", span, open: type.rest !== undefined, properties: Object.entries(type.properties).map(([key, { type: inner, optional }]) => toProperty(key, inner, optional, span)) };
    case "unknown": return { kind: "unknown", span };
  }
}

function toLiteral(value: string | number | boolean, span: Span): ValueLiteral {
  if (typeof value === "string") return { kind: "string", span, value };
  return typeof value === "number" ? { kind: "number", span, value } : { kind: "boolean", span, value };
}

function toProperty(key: string, type: TypeShape, optional: boolean, span: Span): PropertyLiteral {
  const value = toValue(type, span);
  return { key, keySpan: span, span, value: optional ? { kind: "union", span, members: [...value.kind === "union" ? value.members : [value], { kind: "undefined", span }] } : value };
}

/** What a type accepts, as a declared shape; whatever JSON has no word for is accepted as anything. */
export function toShape(type: TypeShape): Shape {
  switch (type.kind) {
    case "string": case "number": case "boolean": case "null": return { kind: type.kind };
    case "literal": return type;
    case "array": return { kind: "array", element: toShape(type.element) };
    case "union": return unionOf(type.members.filter(({ kind }) => kind !== "undefined").map(toShape));
    case "object": {
      const entries = Object.entries(type.properties);
      if (entries.length === 0 && type.rest) return { kind: "record", value: toShape(type.rest) };
      const properties = toProperties(entries.map(([key, { type: inner, optional }]) => [key, { shape: toShape(inner), optional: optional || mayBeUndefined(inner) }] as const));
      return { kind: "object", properties, open: type.rest !== undefined };
    }
    case "undefined": case "bigint": case "function": case "instance": case "tuple": case "unknown": return ANY;
  }
}

function mayBeUndefined(type: TypeShape): boolean {
  return type.kind === "undefined" || (type.kind === "union" && type.members.some(({ kind }) => kind === "undefined"));
}
