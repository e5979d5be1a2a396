/**
 * Shape of a JSON value as a schema declares it. Plain JSON, so it can cross processes and be cached.
 * `any` accepts everything and silences every check below it.
 */
export type Shape =
  | { readonly kind: "any" }
  | { readonly kind: "string" | "number" | "boolean" | "null" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "array"; readonly element: Shape }
  | { readonly kind: "record"; readonly value: Shape }
  | { readonly kind: "union"; readonly members: readonly Shape[] }
  | ObjectShape;

export interface ObjectShape {
  readonly kind: "object";
  readonly properties: Readonly<Record<string, PropertyShape>>;
  /** Whether keys beyond `properties` are accepted without a word (`passthrough`, index signature). */
  readonly open: boolean;
  /** True where a validator refuses other keys at run time (`z.strictObject`); elsewhere they arrive as they were sent. */
  readonly strict?: boolean;
}

export interface PropertyShape {
  readonly shape: Shape;
  readonly optional: boolean;
}

export const ANY: Shape = { kind: "any" };

/** One shape out of several alternatives: nested unions flattened, `any` swallowing the rest. */
export function unionOf(shapes: readonly Shape[]): Shape {
  const members = shapes.flatMap((shape) => (shape.kind === "union" ? shape.members : [shape]));
  if (members.some((member) => member.kind === "any")) return ANY;
  const [first] = members;
  if (!first) return ANY;
  return members.length === 1 ? first : { kind: "union", members };
}

export function withoutNull(shape: Shape): Shape {
  return shape.kind === "union" ? unionOf(shape.members.filter(({ kind }) => kind !== "null")) : shape;
}

/** Keys of both objects, the second's winning, as `extend` and intersections have it. */
export function mergeObjects(first: ObjectShape, second: ObjectShape): ObjectShape {
  return {
    kind: "object",
    properties: toProperties([...Object.entries(first.properties), ...Object.entries(second.properties)]),
    open: first.open || second.open,
    ...(first.strict && second.strict ? { strict: true } : {}),
  };
}

/** A property record that has no inherited names, so a key called `constructor` is only what a schema says it is. */
export function toProperties(entries: Iterable<readonly [string, PropertyShape]>): Readonly<Record<string, PropertyShape>> {
  return Object.assign(Object.create(null) as Record<string, PropertyShape>, Object.fromEntries(entries));
}

/** `key` of an object shape, own properties only. */
export function propertyOfShape(shape: ObjectShape, key: string): PropertyShape | undefined {
  return Object.hasOwn(shape.properties, key) ? shape.properties[key] : undefined;
}

/** A shape as a reader would say it: `a string`, `"free" or "pro"`, `an array`. */
export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case "any": return "anything";
    case "null": return "null";
    case "string": case "number": case "boolean": return `a ${shape.kind}`;
    case "literal": return `\`${JSON.stringify(shape.value)}\``;
    case "array": return "an array";
    case "record": case "object": return "an object";
    case "union": return joinWords([...new Set(shape.members.map(describeShape))], "or");
  }
}

/** `a`, `a or b`, `a, b or c`. */
export function joinWords(words: readonly string[], conjunction: "and" | "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1) ?? ""}`;
}
