/** What the readers of all schema libraries share. */
import ts from "typescript";
import { readLiteral } from "./literals.ts";
import type { ValueLiteral } from "./model.ts";
import { propertyText, resolveValue } from "./resolve.ts";
import { returnedExpression } from "./roles.ts";
import { ANY, propertyOfShape, toProperties, unionOf } from "./shape.ts";
import type { PropertyShape, Shape } from "./shape.ts";
import type { SourceFiles } from "./source-files.ts";
import { resolveString } from "./strings.ts";

/** A schema's shape, and whether a key that has it may be left out. */
export interface SchemaShape {
  readonly shape: Shape;
  readonly optional: boolean;
}

export type SchemaSide = "input" | "output";

/** The fields of an object's schema; `open` where there may be more of them than can be read. */
export interface SchemaFields {
  readonly properties: Readonly<Record<string, PropertyShape>>;
  readonly open: boolean;
}

/** Reads the schemas inside a schema. */
export interface SchemaReader {
  readonly files: SourceFiles;
  /** Which values are meant: those that are validated, or those that come out. */
  readonly side: SchemaSide;
  read(expression: ts.Expression): SchemaShape;
  /** Elements of an array of schemas; undefined where it cannot be read whole. */
  list(expression: ts.Expression): readonly ts.Expression[] | undefined;
}

/** `{ key: schema }`; undefined where it is no such object. */
export function readSchemaFields(reader: SchemaReader, expression: ts.Expression, depth = 12): SchemaFields | undefined {
  const target = resolveValue(reader.files, expression);
  if (depth === 0 || target.kind !== "node") return undefined;
  if (isFieldsOf(target.node)) {
    const { shape } = reader.read(target.node.expression);
    return shape.kind === "object" ? shape : undefined;
  }
  if (!ts.isObjectLiteralExpression(target.node)) return undefined;
  const found = new Map<string, PropertyShape>();
  let open = false;
  const hide = (): void => {
    open = true;
    for (const key of found.keys()) found.set(key, UNKNOWN_FIELD);
  };
  for (const property of target.node.properties) {
    const key = property.name && resolveKey(reader.files, property.name);
    if (key !== undefined) {
      const schema = schemaOf(property);
      found.set(key, schema ? reader.read(schema) : UNKNOWN_FIELD);
      continue;
    }
    const spread = ts.isSpreadAssignment(property) ? readSchemaFields(reader, property.expression, depth - 1) : undefined;
    if (!spread || spread.open) hide();
    for (const [name, field] of Object.entries(spread?.properties ?? {})) found.set(name, field);
  }
  return { properties: toProperties(found), open };
}

const UNKNOWN_FIELD: PropertyShape = { shape: ANY, optional: true };

/** `base.shape` of zod, `base.entries` of valibot. */
function isFieldsOf(node: ts.Node): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && (node.name.text === "shape" || node.name.text === "entries");
}

/** A schema that refers to itself is given by a getter. */
function schemaOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  return ts.isGetAccessor(property) ? returnedExpression(property) : undefined;
}

/** One field of `base.shape`: `base.shape.id`. */
export function readSchemaField(reader: SchemaReader, node: ts.Node): SchemaShape | undefined {
  if (!ts.isPropertyAccessExpression(node) || !isFieldsOf(node.expression)) return undefined;
  const { shape } = reader.read(node.expression.expression);
  return shape.kind === "object" ? propertyOfShape(shape, node.name.text) : undefined;
}

/** What `() => schema` gives. */
export function readLazy(reader: SchemaReader, expression: ts.Expression | undefined): SchemaShape | undefined {
  const fn = expression && resolveValue(reader.files, expression);
  const result = fn?.kind === "node" && ts.isFunctionLike(fn.node) ? returnedExpression(fn.node) : undefined;
  return result && reader.read(result);
}

/** `[schema, schema]`, by what any element of it may be; its length is not looked at. */
export function readTuple(reader: SchemaReader, [list, rest]: readonly ts.Expression[]): Shape | undefined {
  const members = list && reader.list(list);
  if (!members) return undefined;
  const read = [...members, ...(rest ? [rest] : [])].map((member) => reader.read(member));
  return { kind: "array", element: read.some(({ optional }) => optional) ? ANY : unionOf(read.map(({ shape }) => shape)) };
}

/** Keys and value expressions of an object literal, spreads of other literals and `schema.shape` included. */
export function schemaEntries(
  files: SourceFiles, expression: ts.Expression, depth = 12,
): Map<string, { readonly key: ts.Node; readonly expression: ts.Expression }> | undefined {
  const target = resolveValue(files, expression);
  if (depth === 0 || target.kind !== "node") return undefined;
  const found = new Map<string, { readonly key: ts.Node; readonly expression: ts.Expression }>();
  if (ts.isPropertyAccessExpression(target.node) && target.node.name.text === "shape") return shapeEntries(files, target.node.expression, depth - 1);
  if (!ts.isObjectLiteralExpression(target.node)) return undefined;
  for (const property of target.node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const inner = schemaEntries(files, property.expression, depth - 1);
      if (!inner) return undefined;
      for (const [key, value] of inner) found.set(key, value);
      continue;
    }
    const key = property.name && resolveKey(files, property.name);
    if (key === undefined) return undefined;
    if (ts.isPropertyAssignment(property)) found.set(key, { key: property.name, expression: property.initializer });
    else if (ts.isShorthandPropertyAssignment(property)) found.set(key, { key: property.name, expression: property.name });
    else return undefined;
  }
  return found;
}

/** Text of a key, also of one computed from a constant: `[EVENTS.signup]`. */
export function resolveKey(files: SourceFiles, name: ts.PropertyName): string | undefined {
  const text = propertyText(name);
  if (text !== undefined || !ts.isComputedPropertyName(name)) return text;
  const resolved = resolveString(files, name.expression);
  return resolved.kind === "known" ? resolved.value : undefined;
}

/** `...base.shape`, where `base` is `z.object({ … })`. */
function shapeEntries(files: SourceFiles, schema: ts.Expression, depth: number): ReturnType<typeof schemaEntries> {
  const target = resolveValue(files, schema);
  if (target.kind !== "node" || !ts.isCallExpression(target.node) || !ts.isPropertyAccessExpression(target.node.expression)) return undefined;
  const [fields] = target.node.arguments;
  return fields && /^(strict|loose)?[oO]bject$/.test(target.node.expression.name.text) ? schemaEntries(files, fields, depth) : undefined;
}

/** `"a"`, `["a", "b"]`, an object of literals or an `enum`: the values as a union of literals. */
export function readLiteralShapes(files: SourceFiles, expression: ts.Expression): Shape | undefined {
  const target = resolveValue(files, expression);
  if (target.kind === "node" && ts.isEnumDeclaration(target.node)) return enumShape(files, target.node);
  return literalShape(readLiteral(files, target.kind === "node" && ts.isExpression(target.node) ? target.node : expression).value);
}

/** One literal, or all those of an array or object. */
export function literalShapeOf(files: SourceFiles, expression: ts.Expression): Shape | undefined {
  return literalShape(readLiteral(files, expression).value);
}

function literalShape(value: ValueLiteral): Shape | undefined {
  if (value.kind === "null") return { kind: "null" };
  if (value.kind === "string" || value.kind === "number" || value.kind === "boolean") return value.value === undefined ? undefined : { kind: "literal", value: value.value };
  const inner = value.kind === "array" ? value.elements : value.kind === "object" ? value.properties.map((property) => property.value) : [];
  if (inner.length === 0 || ("open" in value && value.open)) return undefined;
  const members = inner.map(literalShape);
  return members.every((member) => member !== undefined) ? unionOf(members) : undefined;
}

/** Every member of a TypeScript enum whose value is written out. */
export function enumShape(files: SourceFiles, declaration: ts.EnumDeclaration): Shape | undefined {
  const members = declaration.members.map((member) => (member.initializer ? literalShapeOf(files, member.initializer) : undefined));
  return members.length > 0 && members.every((member) => member !== undefined) ? unionOf(members) : undefined;
}

/** `{ a: true, b: true }` of zod, `["a", "b"]` of valibot. */
export function readKeyList(files: SourceFiles, expression: ts.Expression): ReadonlySet<string> | undefined {
  const { value } = readLiteral(files, expression);
  if (value.kind === "object" && !value.open) return new Set(value.properties.map((property) => property.key));
  if (value.kind !== "array" || value.open) return undefined;
  const keys = value.elements.map((element) => (element.kind === "string" ? element.value : undefined));
  return keys.every((key) => key !== undefined) ? new Set(keys) : undefined;
}
