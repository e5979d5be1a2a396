/** Standard Schema objects as shapes: zod, valibot and Inngest's own `staticSchema`, built in place or from constants. */
import ts from "typescript";
import { resolveValue } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import { readSchemaField } from "./shape-parts.ts";
import type { SchemaReader, SchemaShape, SchemaSide } from "./shape-parts.ts";
import { readType } from "./shape-type.ts";
import { readValibotFactory } from "./shape-valibot.ts";
import { readZodFactory, readZodMethod } from "./shape-zod.ts";
import { ANY } from "./shape.ts";
import type { Shape } from "./shape.ts";
import type { SourceFiles } from "./source-files.ts";

const UNREAD: SchemaShape = { shape: ANY, optional: true };
/** Schemas nested deeper than this refer to themselves. */
const DEPTH = 24;
/** Schemas in one schema; those used twice by those used twice grow without bound. */
const BUDGET = 5000;

/** One reading of a schema. */
interface Reading {
  readonly files: SourceFiles;
  readonly side: SchemaSide;
  left: number;
  /** Schemas being read: one that is met again refers to itself. */
  readonly active: Set<ts.Node>;
}

/** Shape of the values that a schema validates, or of those it gives; `any` where it cannot be read as text. */
export function readSchema(files: SourceFiles, expression: ts.Expression, side: SchemaSide = "input"): Shape {
  return readerAt({ files, side, left: BUDGET, active: new Set() }, DEPTH).read(expression).shape;
}

function readerAt(reading: Reading, depth: number): SchemaReader {
  const { files, side } = reading;
  return {
    files, side,
    read: (expression) => (depth > 0 && reading.left-- > 0 ? readOnce(reading, expression, depth) : UNREAD),
    list: (expression) => {
      const target = resolveValue(files, expression);
      if (target.kind !== "node" || !ts.isArrayLiteralExpression(target.node) || target.node.elements.some(ts.isSpreadElement)) return undefined;
      return target.node.elements;
    },
  };
}

function readOnce(reading: Reading, expression: ts.Expression, depth: number): SchemaShape {
  const target = resolveValue(reading.files, expression);
  if (target.kind !== "node" || reading.active.has(target.node)) return UNREAD;
  const reader = readerAt(reading, depth - 1);
  reading.active.add(target.node);
  const read = ts.isCallExpression(target.node) ? readCall(reader, target.node, depth) : readSchemaField(reader, target.node) ?? UNREAD;
  reading.active.delete(target.node);
  return read;
}

function readCall(reader: SchemaReader, call: ts.CallExpression, depth: number): SchemaShape {
  const { files } = reader;
  const callee = resolveValue(files, call.expression);
  if (callee.kind === "package") return readFactory(reader, callee, call);
  if (!ts.isPropertyAccessExpression(call.expression)) return UNREAD;
  // Only zod's schemas are built by methods.
  return isZod(files, call.expression.expression, depth) ? readZodMethod(reader.read(call.expression.expression), reader, call.expression.name.text, call.arguments) : UNREAD;
}

function readFactory(reader: SchemaReader, callee: Extract<Value, { kind: "package" }>, call: ts.CallExpression): SchemaShape {
  const path = memberPath(callee);
  if (callee.name === "zod") return readZodFactory(reader, path, call.arguments);
  if (callee.name === "valibot") return readValibotFactory(reader, path, call.arguments);
  const [type] = call.typeArguments ?? [];
  return callee.name === "inngest" && path === "staticSchema" && type ? { shape: readType(reader.files, type), optional: false } : UNREAD;
}

/** Members below the namespace: `object` of `z.object`, `import { object }` and `zod.default.object` alike. */
function memberPath(value: Extract<Value, { kind: "package" }>): string {
  const [head, ...rest] = value.members;
  return head === "z" || head === "v" || head === "default" ? rest.join(".") : value.members.join(".");
}

/** True when the innermost receiver of a chain of calls is zod. */
function isZod(files: SourceFiles, expression: ts.Expression, depth: number): boolean {
  if (depth <= 0) return false;
  const target = resolveValue(files, expression);
  if (target.kind !== "node" || !ts.isCallExpression(target.node)) return false;
  const callee = resolveValue(files, target.node.expression);
  if (callee.kind === "package") return callee.name === "zod";
  return ts.isPropertyAccessExpression(target.node.expression) && isZod(files, target.node.expression.expression, depth - 1);
}
