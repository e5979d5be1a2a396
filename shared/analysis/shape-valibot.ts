/** Valibot schemas as shapes, read from the calls that build them. */
import ts from "typescript";
import { readKeyList, readLazy, readLiteralShapes, readSchemaFields, readTuple } from "./shape-parts.ts";
import type { SchemaReader, SchemaShape } from "./shape-parts.ts";
import { ANY, mergeObjects, toProperties, unionOf, withoutNull } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const UNREAD: SchemaShape = { shape: ANY, optional: true };
const NULL: Shape = { kind: "null" };
const required = (shape: Shape): SchemaShape => ({ shape, optional: false });

type Factory = (reader: SchemaReader, args: readonly ts.Expression[]) => SchemaShape;

const wrap = (change: (inner: SchemaShape) => SchemaShape): Factory => (reader, [inner]) => (inner ? change(reader.read(inner)) : UNREAD);
const optional = wrap((inner) => ({ ...inner, optional: true }));
const nullable = wrap((inner) => ({ ...inner, shape: unionOf([inner.shape, NULL]) }));
const nullish = wrap((inner) => ({ shape: unionOf([inner.shape, NULL]), optional: true }));
const literals: Factory = (reader, [values]) => required((values && readLiteralShapes(reader.files, values)) ?? ANY);

const object = (extra: Pick<ObjectShape, "open" | "strict">): Factory => (reader, [fields]) => {
  const read = fields && readSchemaFields(reader, fields);
  return read ? required({ kind: "object", properties: read.properties, ...(read.open ? { open: true } : extra) }) : UNREAD;
};

const union = (list: ts.Expression | undefined, reader: SchemaReader): SchemaShape => {
  const members = list && reader.list(list);
  if (!members) return UNREAD;
  const read = members.map((member) => reader.read(member));
  return { shape: unionOf(read.map((member) => member.shape)), optional: read.some((member) => member.optional) };
};

const intersect: Factory = (reader, [list]) => {
  const members = (list && reader.list(list))?.map((member) => reader.read(member).shape);
  if (!members?.length || !members.every((member) => member.kind === "object")) return UNREAD;
  return required(members.reduce((left, right) => mergeObjects(left, right)));
};

const onObject = (change: (shape: ObjectShape, keys: ReadonlySet<string> | undefined) => ObjectShape | undefined): Factory => (reader, [schema, list]) => {
  const base = schema && reader.read(schema).shape;
  const keys = list && readKeyList(reader.files, list);
  if (base?.kind !== "object" || (list && !keys)) return UNREAD;
  const changed = change(base, keys);
  return changed ? required(changed) : UNREAD;
};

const withEntries = (shape: ObjectShape, entries: ReturnType<typeof Object.entries<ObjectShape["properties"][string]>>): ObjectShape => ({ ...shape, properties: toProperties(entries) });
const setOptional = (value: boolean): Factory => onObject((shape, keys) =>
  withEntries(shape, Object.entries(shape.properties).map(([key, property]) => [key, !keys || keys.has(key) ? { ...property, optional: value } : property])));
const keep = (chosenOnes: boolean): Factory => onObject((shape, keys) =>
  keys && withEntries(shape, Object.entries(shape.properties).filter(([key]) => keys.has(key) === chosenOnes)));

const tuple: Factory = (reader, args) => required(readTuple(reader, args) ?? ANY);

/** Steps of a pipe after which the value is of another type. */
function mayChange(step: ts.Expression): boolean {
  return !ts.isCallExpression(step) || /(?:^|\.)(?:\w*[tT]ransform\w*|to(?:Bigint|Boolean|Date|Number|String)|parseJson|stringifyJson|parseBoolean)\s*\(/.test(step.getText());
}

/** `v.<name>(…)`; a pipe takes what its first schema takes. What is not listed is read as anything. */
const FACTORIES: Readonly<Record<string, Factory>> = {
  string: () => required({ kind: "string" }),
  number: () => required({ kind: "number" }),
  boolean: () => required({ kind: "boolean" }),
  null: () => required(NULL), null_: () => required(NULL),
  literal: literals, picklist: literals, enum: literals, enum_: literals,
  object: object({ open: false }), strictObject: object({ open: false, strict: true }), looseObject: object({ open: true }),
  array: wrap((inner) => required({ kind: "array", element: inner.shape })),
  record: (reader, args) => (args[1] ? required({ kind: "record", value: reader.read(args[1]).shape }) : UNREAD),
  union: (reader, [list]) => union(list, reader),
  variant: (reader, args) => union(args[1], reader),
  intersect, optional, exactOptional: optional, undefinedable: optional, nullable, nullish,
  nonOptional: wrap((inner) => required(inner.shape)),
  nonNullable: wrap((inner) => ({ ...inner, shape: withoutNull(inner.shape) })),
  nonNullish: wrap((inner) => required(withoutNull(inner.shape))),
  objectWithRest: object({ open: true }),
  tuple, strictTuple: tuple, tupleWithRest: tuple,
  lazy: (reader, [getter]) => readLazy(reader, getter) ?? UNREAD,
  pipe: (reader, [from, ...steps]) => (from && (reader.side === "input" || !steps.some((step) => mayChange(step))) ? reader.read(from) : UNREAD),
  partial: setOptional(true), required: setOptional(false), pick: keep(true), omit: keep(false),
};

export function readValibotFactory(reader: SchemaReader, name: string, args: readonly ts.Expression[]): SchemaShape {
  return Object.hasOwn(FACTORIES, name) ? FACTORIES[name]?.(reader, args) ?? UNREAD : UNREAD;
}
