/** Values as a user writes them. Brings the TypeScript compiler: load it when it is needed. */
import ts from "typescript";
import { isTooDeep, limits } from "../../../shared/inngest/limits.ts";
import type { JsonValue } from "../executor/model.ts";
import { findJsonError } from "../session/json-error.ts";
import { nestedTooDeeply, notAValue } from "./errors.ts";

/** JSON, or a literal of JavaScript as the variables view shows one: `{ plan: 'team', seats: [1, -2] }`. Throws a `DebugError`. */
export function readLiteral(text: string): JsonValue {
  const value = readAny(text);
  if (isTooDeep(value)) throw nestedTooDeeply(limits.jsonDepth);
  return value;
}

function readAny(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch { /* a literal, or a mistake */ }
  const shown = /^\s*\(\d+\)\s*(?=\[)/.exec(text)?.[0] ?? "";
  const literal = text.slice(shown.length);
  const value = readJavaScript(literal);
  if (value !== undefined) return value;
  throw notAValue(text, findMistake(text) ?? text.length);
}

function readJavaScript(literal: string): JsonValue | undefined {
  try {
    const { parseDiagnostics, statements: [statement] } = ts.parseJsonText("value", literal) as ts.JsonSourceFile & { readonly parseDiagnostics: readonly ts.Diagnostic[] };
    return parseDiagnostics.length > 0 || statement === undefined ? undefined : toValue(statement.expression);
  } catch {
    // Nested deeper than the parser goes.
    return undefined;
  }
}

function findMistake(text: string): number | undefined {
  try {
    return findJsonError(text);
  } catch {
    return undefined;
  }
}

/** Undefined for whatever is no literal. */
function toValue(node: ts.Expression): JsonValue | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand)) return -Number(node.operand.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isArrayLiteralExpression(node)) {
    const items = node.elements.map(toValue);
    return items.includes(undefined) ? undefined : items as JsonValue[];
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const members: (readonly [string, JsonValue])[] = [];
  for (const property of node.properties) {
    if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return undefined;
    const value = toValue(property.initializer);
    if (value === undefined) return undefined;
    members.push([property.name.text, value]);
  }
  return Object.fromEntries(members);
}
