/** Standard Schema objects as shapes: zod, valibot and Inngest's own `staticSchema`, built in place or from constants. */
import ts from "typescript";
import { resolveValue } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import type { SchemaReader, SchemaShape } from "./shape-parts.ts";
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

/** Shape that a schema expression validates; `any` where it cannot be read as text. */
export function readSchema(files: SourceFiles, expression: ts.Expression): Shape {
  return readerAt(files, DEPTH, { left: BUDGET }).read(expression).shape;
}

function readerAt(files: SourceFiles, depth: number, budget: { left: number }): SchemaReader {
  return {
    files,
    read: (expression) => (depth > 0 && budget.left-- > 0 ? readCall(files, expression, depth, budget) : UNREAD),
    list: (expression) => {
      const target = resolveValue(files, expression);
      if (target.kind !== "node" || !ts.isArrayLiteralExpression(target.node) || target.node.elements.some(ts.isSpreadElement)) return undefined;
      return target.node.elements;
    },
  };
}

function readCall(files: SourceFiles, expression: ts.Expression, depth: number, budget: { left: number }): SchemaShape {
  const target = resolveValue(files, expression);
  if (target.kind !== "node" || !ts.isCallExpression(target.node)) return UNREAD;
  const call = target.node;
  const reader = readerAt(files, depth - 1, budget);
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
