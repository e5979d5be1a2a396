/** What the data of an event that nothing declares seems to be: what its listeners read and its senders give. To propose, never to judge by. */
import type { EventModel, FileModel, Location, ValueLiteral } from "./model.ts";
import { ANY, propertyOfShape, toProperties, unionOf } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

export interface InferredData {
  readonly shape: ObjectShape;
  /** For each key the functions that read it, where they have an id; in the order of the shape's keys. */
  readonly readBy: ReadonlyMap<string, readonly string[]>;
}

const DEPTH = 4;

/**
 * @param fileOf Models of files, for the values that senders give.
 * @param except A sender or an expression that is left out: what is being written.
 */
export function inferData(event: EventModel, fileOf: (path: string) => FileModel | undefined, except?: Location): InferredData | undefined {
  if (event.declarations.length > 0) return undefined;
  const readBy = new Map<string, string[]>();
  const needed = new Set<string>();
  for (const { functionId, reads } of event.listeners) {
    for (const { key, use, vague, location } of reads?.reads ?? []) {
      if (vague || isAt(location, except)) continue;
      const readers = readBy.get(key) ?? [];
      if (functionId !== undefined && !readers.includes(functionId)) readers.push(functionId);
      readBy.set(key, readers);
      if (use === "needed" || use === "taken") needed.add(key);
    }
  }
  const others = event.senders.filter((sender) => !isAt(sender, except));
  const given = others.map((sender) => dataOf(fileOf(sender.path), sender)).filter((data) => data !== undefined);
  const keys = new Set([...readBy.keys(), ...given.flatMap(({ properties }) => Object.keys(properties))]);
  if (keys.size === 0) return undefined;
  const entries = [...keys].map((key) => {
    const values = given.flatMap((data) => propertyOfShape(data, key) ?? []);
    const always = given.length > 0 && values.length === given.length;
    return [key, { shape: values.length === 0 ? ANY : anyOf(values.map(({ shape }) => shape)), optional: !needed.has(key) && !always }] as const;
  });
  for (const key of keys) if (!readBy.has(key)) readBy.set(key, []);
  return { shape: { kind: "object", properties: toProperties(entries.sort(([, a], [, b]) => Number(a.optional) - Number(b.optional))), open: true }, readBy };
}

function isAt({ path, span }: Location, other: Location | undefined): boolean {
  return path === other?.path && span.start === other.span.start;
}

function dataOf(file: FileModel | undefined, { path, span }: Location): ObjectShape | undefined {
  const events = file?.sends.filter((send) => send.path === path).flatMap(({ payload }) => payload.events) ?? [];
  const value = events.find(({ name }) => name?.span.start === span.start)?.properties.findLast(({ key }) => key === "data")?.value;
  const shape = value && shapeOfValue(value, DEPTH);
  return shape?.kind === "object" ? shape : undefined;
}

/** The type of a value, widened: what is sent once is not all that may be. */
function shapeOfValue(value: ValueLiteral, depth: number): Shape {
  switch (value.kind) {
    case "string": case "number": case "boolean": case "null": return { kind: value.kind };
    case "array": return { kind: "array", element: depth > 0 ? anyOf([...value.elements, ...(value.each ? [value.each] : [])].map((element) => shapeOfValue(element, depth - 1))) : ANY };
    case "object": return depth > 0 ? { kind: "object", open: value.open, properties: toProperties(value.properties.map(({ key, value: inner }) => [key, { shape: shapeOfValue(inner, depth - 1), optional: mayBeMissing(inner) }])) } : ANY;
    case "union": return anyOf(value.members.filter(({ kind }) => kind !== "undefined").map((member) => shapeOfValue(member, depth)));
    default: return ANY;
  }
}

function mayBeMissing(value: ValueLiteral): boolean {
  return value.kind === "undefined" || (value.kind === "union" && value.members.some(({ kind }) => kind === "undefined"));
}

/** Of what some do not tell the others do; each type once. */
function anyOf(shapes: readonly Shape[]): Shape {
  const known = shapes.filter(({ kind }) => kind !== "any");
  return unionOf([...new Map(known.map((shape) => [JSON.stringify(shape), shape])).values()]);
}
