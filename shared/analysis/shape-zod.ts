/** Zod schemas (3 and 4) as shapes, read from the calls that build them. */
import type ts from "typescript";
import { readKeyList, readLazy, readLiteralShapes, readSchemaFields, readTuple } from "./shape-parts.ts";
import type { SchemaReader, SchemaShape } from "./shape-parts.ts";
import { ANY, mergeObjects, toProperties, unionOf } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const UNREAD: SchemaShape = { shape: ANY, optional: true };
const required = (shape: Shape): SchemaShape => ({ shape, optional: false });
const NULL: Shape = { kind: "null" };

type Factory = (reader: SchemaReader, args: readonly ts.Expression[]) => SchemaShape;

const text: Factory = () => required({ kind: "string" });
const number: Factory = () => required({ kind: "number" });
const first: (with_: (inner: SchemaShape) => SchemaShape) => Factory = (with_) => (reader, [inner]) => (inner ? with_(reader.read(inner)) : UNREAD);

const readObject = (extra: Pick<ObjectShape, "open" | "strict">): Factory => (reader, [fields]) => {
  const read = fields ? readSchemaFields(reader, fields) : { properties: toProperties([]), open: false };
  return read ? required({ kind: "object", properties: read.properties, ...(read.open ? { open: true } : extra) }) : UNREAD;
};

const readUnion = (list: ts.Expression | undefined, reader: SchemaReader): SchemaShape => {
  const members = list && reader.list(list);
  if (!members) return UNREAD;
  const read = members.map((member) => reader.read(member));
  return { shape: unionOf(read.map((member) => member.shape)), optional: read.some((member) => member.optional) };
};

const readIntersection = (left: SchemaShape, right: SchemaShape): SchemaShape =>
  left.shape.kind === "object" && right.shape.kind === "object" ? required(mergeObjects(left.shape, right.shape)) : UNREAD;

/** `z.<name>(…)`. What is not listed (dates, maps, coerced and custom values) is read as anything. */
const FACTORIES: Readonly<Record<string, Factory>> = {
  string: text, email: text, url: text, httpUrl: text, uuid: text, uuidv4: text, uuidv6: text, uuidv7: text, guid: text, nanoid: text, cuid: text, cuid2: text, ulid: text,
  xid: text, ksuid: text, emoji: text, base64: text, base64url: text, hex: text, hash: text, hostname: text, jwt: text, ipv4: text, ipv6: text, cidrv4: text, cidrv6: text, e164: text,
  templateLiteral: text, "iso.date": text, "iso.time": text, "iso.datetime": text, "iso.duration": text,
  number, int: number, int32: number, uint32: number, float32: number, float64: number,
  boolean: () => required({ kind: "boolean" }),
  null: () => required(NULL),
  literal: (reader, [value]) => required((value && readLiteralShapes(reader.files, value)) ?? ANY),
  enum: (reader, [values]) => required((values && readLiteralShapes(reader.files, values)) ?? ANY),
  nativeEnum: (reader, [values]) => required((values && readLiteralShapes(reader.files, values)) ?? ANY),
  object: readObject({ open: false }),
  strictObject: readObject({ open: false, strict: true }),
  looseObject: readObject({ open: true }),
  array: first((inner) => required({ kind: "array", element: inner.shape })),
  record: (reader, args) => {
    const value = args.at(-1);
    return value ? required({ kind: "record", value: reader.read(value).shape }) : UNREAD;
  },
  tuple: (reader, args) => required(readTuple(reader, args) ?? ANY),
  lazy: (reader, [getter]) => readLazy(reader, getter) ?? UNREAD,
  pipe: (reader, [from]) => (from && reader.side === "input" ? reader.read(from) : UNREAD),
  stringbool: (reader) => (reader.side === "input" ? required({ kind: "string" }) : required({ kind: "boolean" })),
  union: (reader, [list]) => readUnion(list, reader),
  xor: (reader, [list]) => readUnion(list, reader),
  discriminatedUnion: (reader, args) => readUnion(args[1], reader),
  intersection: (reader, [left, right]) => (left && right ? readIntersection(reader.read(left), reader.read(right)) : UNREAD),
  optional: first((inner) => ({ ...inner, optional: true })),
  nullable: first((inner) => ({ ...inner, shape: unionOf([inner.shape, NULL]) })),
  nullish: first((inner) => ({ shape: unionOf([inner.shape, NULL]), optional: true })),
  readonly: first((inner) => inner),
  partialRecord: (reader, args) => FACTORIES["record"]?.(reader, args) ?? UNREAD,
  _default: first((inner) => ({ ...inner, optional: true })),
};

type Method = (base: SchemaShape, reader: SchemaReader, args: readonly ts.Expression[]) => SchemaShape;

const same: Method = (base) => base;
const optional: Method = (base) => ({ ...base, optional: true });
const onObject = (change: (shape: ObjectShape, reader: SchemaReader, args: readonly ts.Expression[]) => SchemaShape | undefined): Method =>
  (base, reader, args) => (base.shape.kind === "object" ? change(base.shape, reader, args) ?? UNREAD : UNREAD);

const extend = onObject((shape, reader, [fields]) => {
  const read = fields && readSchemaFields(reader, fields);
  if (!read) return undefined;
  // What cannot be read may take the place of any key.
  const own = Object.entries(shape.properties).map(([key, property]) => [key, read.open ? UNREAD : property] as const);
  return required({ ...shape, ...(read.open ? { open: true, strict: false } : {}), properties: toProperties([...own, ...Object.entries(read.properties)]) });
});

const setOptional = (value: boolean): Method => onObject((shape, reader, [keys]) => {
  const chosen = keys && readKeyList(reader.files, keys);
  if (keys && !chosen) return undefined;
  const entries = Object.entries(shape.properties).map(([key, property]) => [key, !chosen || chosen.has(key) ? { ...property, optional: value } : property] as const);
  return required({ ...shape, properties: toProperties(entries) });
});

const keep = (chosenOnes: boolean): Method => onObject((shape, reader, [keys]) => {
  const chosen = keys && readKeyList(reader.files, keys);
  return chosen && required({ ...shape, properties: toProperties(Object.entries(shape.properties).filter(([key]) => chosen.has(key) === chosenOnes)) });
});

/** `schema.<name>(…)`. Anything not listed changes the schema in a way that is not followed. */
const METHODS: Readonly<Record<string, Method>> = {
  optional, exactOptional: optional, default: optional, prefault: optional,
  nullish: (base) => ({ shape: unionOf([base.shape, NULL]), optional: true }),
  nullable: (base) => ({ ...base, shape: unionOf([base.shape, NULL]) }),
  nonoptional: (base) => required(base.shape),
  array: (base) => required({ kind: "array", element: base.shape }),
  or: (base, reader, [other]) => {
    const second = other ? reader.read(other) : UNREAD;
    return { shape: unionOf([base.shape, second.shape]), optional: base.optional || second.optional };
  },
  and: (base, reader, [other]) => (other ? readIntersection(base, reader.read(other)) : UNREAD),
  extend, safeExtend: extend, augment: extend, setKey: () => UNREAD,
  merge: onObject((shape, reader, [other]) => {
    const second = other && reader.read(other).shape;
    if (second?.kind !== "object") return undefined;
    const own = second.open ? { ...shape, properties: toProperties(Object.keys(shape.properties).map((key) => [key, UNREAD])) } : shape;
    return required({ ...mergeObjects(own, second), open: second.open });
  }),
  transform: (base, reader) => (reader.side === "input" ? base : UNREAD),
  pipe: (base, reader) => (reader.side === "input" ? base : UNREAD),
  keyof: onObject((shape) => (shape.open || Object.keys(shape.properties).length === 0 ? undefined : required(unionOf(Object.keys(shape.properties).map((value) => ({ kind: "literal", value })))))),
  partial: setOptional(true), required: setOptional(false), pick: keep(true), omit: keep(false),
  // Of an object that could not be read whole nobody knows the other keys.
  strict: onObject((shape) => required(shape.open ? shape : { ...shape, strict: true })),
  strip: onObject((shape) => required({ kind: "object", properties: shape.properties, open: shape.open })),
  passthrough: onObject((shape) => required({ kind: "object", properties: shape.properties, open: true })),
  loose: onObject((shape) => required({ kind: "object", properties: shape.properties, open: true })),
  catchall: onObject((shape) => required({ kind: "object", properties: shape.properties, open: true })),
};

/** Checks and notes that leave the type as it is. */
const LOOKED_THROUGH = new Set([
  "describe", "meta", "overwrite", "register", "brand", "readonly", "refine", "superRefine", "check", "clone", "min", "max", "length", "nonempty", "size", "email", "url", "uuid", "uuidv4", "uuidv6", "uuidv7",
  "guid", "nanoid", "cuid", "cuid2", "ulid", "xid", "ksuid", "emoji", "base64", "base64url", "jwt", "ip", "ipv4", "ipv6", "cidr", "cidrv4", "cidrv6", "e164", "regex", "includes", "startsWith", "endsWith",
  "date", "time", "datetime", "duration", "trim", "toLowerCase", "toUpperCase", "normalize", "lowercase", "uppercase", "gt", "gte", "lt", "lte", "int", "positive", "negative", "nonnegative", "nonpositive",
  "multipleOf", "step", "finite", "safe",
]);

/** `z.<path>(…)`, `path` without the namespace: `object`, `iso.date`, `coerce.number`. */
export function readZodFactory(reader: SchemaReader, path: string, args: readonly ts.Expression[]): SchemaShape {
  if (Object.hasOwn(FACTORIES, path)) return FACTORIES[path]?.(reader, args) ?? UNREAD;
  // Of zod's mini form: what are methods elsewhere are functions of the schema.
  const [base, ...rest] = args;
  return base && MINI.has(path) ? readZodMethod(reader.read(base), reader, path, rest) : UNREAD;
}

const MINI = new Set(["extend", "safeExtend", "merge", "pick", "omit", "partial", "required", "catchall", "keyof", "nonoptional", "prefault"]);

export function readZodMethod(base: SchemaShape, reader: SchemaReader, name: string, args: readonly ts.Expression[]): SchemaShape {
  if (LOOKED_THROUGH.has(name)) return same(base, reader, args);
  return Object.hasOwn(METHODS, name) ? METHODS[name]?.(base, reader, args) ?? UNREAD : UNREAD;
}

