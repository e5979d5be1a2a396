/** What lies at a path in a shape. */
import { ANY, propertyOfShape, unionOf } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

export type Found =
  | { readonly kind: "shape"; readonly shape: Shape }
  /** The key at `index` is in no alternative; `within` are those that were looked at. */
  | { readonly kind: "missing"; readonly index: number; readonly within: readonly Shape[] };

/** Follows keys into a shape; into what may hold anything they lead to anything. */
export function shapeAt(shape: Shape, keys: readonly (string | number)[]): Found {
  let current: readonly Shape[] = alternativesOf(shape);
  for (const [index, key] of keys.entries()) {
    const next = current.flatMap((alternative) => memberOf(alternative, key));
    if (next.length === 0) return { kind: "missing", index, within: current };
    current = alternativesOf(unionOf(next));
  }
  return { kind: "shape", shape: current.length === 1 ? current[0] ?? ANY : unionOf(current) };
}

/** Keys that a shape has in one of its alternatives, each with its shape. */
export function keysOf(shapes: readonly Shape[]): Map<string, Shape> {
  const found = new Map<string, Shape>();
  for (const object of shapes.flatMap(alternativesOf)) {
    if (object.kind !== "object") continue;
    for (const [key, property] of Object.entries(object.properties)) {
      const known = found.get(key);
      found.set(key, known ? unionOf([known, property.shape]) : property.shape);
    }
  }
  return found;
}

function alternativesOf(shape: Shape): readonly Shape[] {
  return shape.kind === "union" ? shape.members : [shape];
}

function memberOf(shape: Shape, key: string | number): Shape[] {
  switch (shape.kind) {
    case "any": return [ANY];
    case "record": return [shape.value];
    case "array": return typeof key === "number" ? [shape.element] : [];
    case "object": return memberOfObject(shape, String(key));
    default: return [];
  }
}

function memberOfObject(shape: ObjectShape, key: string): Shape[] {
  const property = propertyOfShape(shape, key);
  return property ? [property.shape] : shape.open ? [ANY] : [];
}
