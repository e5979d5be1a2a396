/** Strings as far as they can be known without running the code. */
import ts from "typescript";
import { givenBack } from "./given-back.ts";
import type { Location, StaticString } from "./model.ts";
import { isKey, resolveValue, skipOuter } from "./resolve.ts";
import type { SourceFiles } from "./source-files.ts";
import { locationOf } from "./spans.ts";
import { typeOf } from "./type-facts.ts";

export interface ReadString {
  readonly value: StaticString;
  /** Where the string itself is written, when that is not the expression asked about. */
  readonly declaredAt?: Location;
}

/** Helpers of helpers; deeper ones call themselves. */
const MOST_CALLS = 4;

const UNKNOWN: StaticString = { kind: "unknown" };

export function resolveString(files: SourceFiles, expression: ts.Expression): StaticString {
  const text = read(files, expression, 20);
  const type = text.kind === "unknown" ? typeOf(files, skipOuter(expression)) : undefined;
  return type?.kind === "literal" && typeof type.value === "string" ? { kind: "known", value: type.value } : text;
}

/** As `resolveString`, with the place of the literal when the expression only names it. */
export function readString(files: SourceFiles, expression: ts.Expression): ReadString {
  const value = resolveString(files, expression);
  const written = resolveValue(files, expression);
  if (value.kind === "unknown" || written.kind !== "node" || written.node === skipOuter(expression)) return { value };
  const literal = ts.isEnumMember(written.node) ? written.node.initializer ?? written.node : written.node;
  return { value, declaredAt: locationOf(literal) };
}

function read(files: SourceFiles, expression: ts.Expression, depth: number): StaticString {
  if (depth === 0) return UNKNOWN;
  const value = resolveValue(files, expression);
  if (value.kind !== "node") return UNKNOWN;
  const node = value.node;
  if (ts.isStringLiteralLike(node) || isKey(node)) return { kind: "known", value: node.text };
  if (ts.isEnumMember(node)) return node.initializer ? read(files, node.initializer, depth - 1) : UNKNOWN;
  if (ts.isTemplateExpression(node)) {
    const parts: StaticString[] = [{ kind: "known", value: node.head.text }];
    for (const span of node.templateSpans) parts.push(readPart(files, span.expression, depth - 1), { kind: "known", value: span.literal.text });
    return concatenate(parts);
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = read(files, node.left, depth - 1);
    const right = read(files, node.right, depth - 1);
    if (left.kind === "unknown" && right.kind === "unknown") return UNKNOWN;
    // A number beside a string is converted; without any string it would be a sum, which the test above left out.
    return concatenate([left.kind === "unknown" ? readPart(files, node.left, depth - 1) : left, right.kind === "unknown" ? readPart(files, node.right, depth - 1) : right]);
  }
  const back = ts.isCallExpression(node) ? givenBack(files, node) : undefined;
  if (back) return read(back.files, back.result, Math.min(depth, MOST_CALLS) - 1);
  return UNKNOWN;
}

/** Inside a template a literal number is text too. */
function readPart(files: SourceFiles, expression: ts.Expression, depth: number): StaticString {
  const text = read(files, expression, depth);
  if (text.kind !== "unknown") return text;
  const value = resolveValue(files, expression);
  return value.kind === "node" && ts.isNumericLiteral(value.node) ? { kind: "known", value: String(Number(value.node.text)) } : UNKNOWN;
}

function concatenate(strings: readonly StaticString[]): StaticString {
  const parts: (string | undefined)[] = [];
  const push = (part: string | undefined): void => {
    const last = parts.at(-1);
    if (part === "") return;
    if (part !== undefined && typeof last === "string") parts[parts.length - 1] = last + part;
    else if (part !== undefined || parts.length === 0 || last !== undefined) parts.push(part);
  };
  for (const string of strings) {
    if (string.kind === "known") push(string.value);
    else if (string.kind === "partial") string.parts.forEach(push);
    else push(undefined);
  }
  if (parts.every((part) => part !== undefined)) return { kind: "known", value: parts.join("") };
  return parts.some((part) => part !== undefined) ? { kind: "partial", parts } : UNKNOWN;
}
