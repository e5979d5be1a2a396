/** A JSON schema as a shape. What it says beyond that, and what it does not say, is accepted. */
import { ANY, mergeObjects, toProperties, unionOf } from "../shape.ts";
import type { ObjectShape, PropertyShape, Shape } from "../shape.ts";
import { followPointer, isObject } from "./pointer.ts";
import type { Json } from "./pointer.ts";

interface Reading {
  readonly root: unknown;
  /** References on the way here; one that comes again is a circle, below which anything goes. */
  readonly references: readonly string[];
  readonly depth: number;
}

const DEPTH = 24;

/** @param root What references in the schema are relative to, where that is more than the schema. */
export function shapeOfSchema(schema: unknown, root = schema): Shape {
  return read(schema, { root, references: [], depth: DEPTH });
}

function read(schema: unknown, { root, references, depth }: Reading): Shape {
  if (!isObject(schema) || depth === 0) return ANY;
  const inner: Reading = { root, references, depth: depth - 1 };
  const { $ref: reference, allOf, const: only } = schema;
  if (typeof reference === "string") {
    return references.includes(reference) ? ANY : read(followPointer(root, reference), { ...inner, references: [...references, reference] });
  }
  const choices = schema["anyOf"] ?? schema["oneOf"];
  const parts = [
    ...("const" in schema ? [literal(only)] : []),
    ...(Array.isArray(schema["enum"]) ? [unionOf(schema["enum"].map(literal))] : []),
    ...(Array.isArray(choices) ? [unionOf(choices.map((choice) => read(choice, inner)))] : []),
    ...(Array.isArray(allOf) ? allOf.map((part) => read(part, inner)) : []),
    byType(schema, inner),
  ];
  return parts.reduce(both);
}

/** What fits both; where that is more than two objects or one that says nothing, the first. */
function both(first: Shape, second: Shape): Shape {
  if (first.kind === "any") return second;
  if (second.kind === "any" || first.kind !== "object" || second.kind !== "object") return first;
  // Each alone decides which other keys there may be.
  return mergeObjects(first, second);
}

function byType(schema: Json, reading: Reading): Shape {
  const type = schema["type"] ?? ("properties" in schema ? "object" : undefined);
  return Array.isArray(type) ? unionOf(type.map((one) => ofType(one, schema, reading))) : ofType(type, schema, reading);
}

function ofType(type: unknown, schema: Json, reading: Reading): Shape {
  const { items, properties, additionalProperties } = schema;
  switch (type) {
    case "string": case "number": case "boolean": case "null": return { kind: type };
    case "integer": return { kind: "number" };
    case "array": return { kind: "array", element: isObject(items) && !("prefixItems" in schema) ? read(items, reading) : ANY };
    case "object": return properties === undefined && isObject(additionalProperties) ? { kind: "record", value: read(additionalProperties, reading) } : readObject(schema, reading);
    default: return ANY;
  }
}

function readObject(schema: Json, reading: Reading): ObjectShape {
  const { properties, required, additionalProperties } = schema;
  const needed = new Set(Array.isArray(required) ? required : []);
  const named = Object.entries(isObject(properties) ? properties : {}).map(([key, property]): [string, PropertyShape] => [key, { shape: read(property, reading), optional: !needed.has(key) }]);
  const written = new Set(named.map(([key]) => key));
  const others = [...needed].filter((key): key is string => typeof key === "string" && !written.has(key)).map((key): [string, PropertyShape] => [key, { shape: ANY, optional: false }]);
  return { kind: "object", properties: toProperties([...named, ...others]), open: additionalProperties !== false || "patternProperties" in schema };
}

function literal(value: unknown): Shape {
  if (value === null) return { kind: "null" };
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? { kind: "literal", value } : ANY;
}
