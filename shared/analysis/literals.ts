/** Values written in source as plain data: what surely arrives at run time, and `unknown` for everything else. */
import ts from "typescript";
import type { PropertyLiteral, ValueLiteral } from "./model.ts";
import { propertyText, resolveValue, skipOuter } from "./resolve.ts";
import { findDeclaration } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";
import { spanOf } from "./spans.ts";
import { resolveString } from "./strings.ts";
import { typeOf } from "./type-facts.ts";
import type { ObjectType } from "./type-facts.ts";
import { toValue } from "./typed-values.ts";
import { isAsserted, isLooselyTyped, isNeverChanged, variablesOf } from "./unchanged.ts";

/** Variables that stand for variables that stand for …; longer chains are cycles. */
const DEPTH = 12;

export interface ReadLiteral {
  readonly value: ValueLiteral;
  /** True when a type assertion keeps TypeScript from checking the value. */
  readonly asserted: boolean;
}

/** @param options.except A key whose value is not looked at. */
export function readLiteral(files: SourceFiles, expression: ts.Expression, options: { readonly except?: string } = {}): ReadLiteral {
  return new LiteralReader(files, options.except).read(expression, DEPTH);
}

class LiteralReader {
  readonly #files: SourceFiles;
  readonly #except: string | undefined;
  /** What is being read: a constant made of itself is not read again. */
  readonly #reading = new Set<ts.Expression>();

  constructor(files: SourceFiles, except: string | undefined) {
    this.#files = files;
    this.#except = except;
  }

  read(outer: ts.Expression, depth: number): ReadLiteral {
    const asserted = isAsserted(outer);
    const expression = skipOuter(outer);
    const isName = ts.isIdentifier(expression) || ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression);
    const read = isName ? this.#readNamed(expression, depth) : { value: this.#readExpression(expression, depth), asserted: false };
    return { value: this.#orTyped(read.value, expression), asserted: asserted || read.asserted };
  }

  /** What the text does not tell its type may. */
  #orTyped(value: ValueLiteral, node: ts.Expression): ValueLiteral {
    const type = value.kind === "unknown" ? typeOf(this.#files, node) : undefined;
    return type ? toValue(type, value.span) : value;
  }

  #readExpression(node: ts.Expression, depth: number): ValueLiteral {
    const span = spanOf(node);
    if (ts.isObjectLiteralExpression(node)) return this.#readObject(node, depth);
    if (ts.isArrayLiteralExpression(node)) return this.#readArray(node, depth);
    if (ts.isStringLiteralLike(node)) return { kind: "string", span, value: node.text };
    if (ts.isNumericLiteral(node)) return { kind: "number", span, value: Number(node.text) };
    if (ts.isBigIntLiteral(node)) return { kind: "bigint", span };
    if (ts.isRegularExpressionLiteral(node)) return { kind: "regexp", span };
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node)) return { kind: "function", span };
    if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: "null", span };
    if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
      return { kind: "boolean", span, value: node.kind === ts.SyntaxKind.TrueKeyword };
    }
    if (ts.isVoidExpression(node)) return { kind: "undefined", span };
    if (ts.isTypeOfExpression(node)) return { kind: "string", span, value: undefined };
    if (ts.isTemplateExpression(node)) return this.#readText(node);
    if (ts.isPrefixUnaryExpression(node)) return this.#readPrefix(node, depth);
    if (ts.isBinaryExpression(node)) return this.#readBinary(node, depth);
    if (ts.isConditionalExpression(node)) return this.#readEither(node, depth);
    if (ts.isNewExpression(node)) return readNew(node);
    if (ts.isCallExpression(node)) return this.#readCall(node, depth);
    return { kind: "unknown", span };
  }

  #readText(node: ts.Expression): ValueLiteral {
    const text = resolveString(this.#files, node);
    return { kind: "string", span: spanOf(node), value: text.kind === "known" ? text.value : undefined };
  }

  /** A variable or a member of one: primitives are told at the mention, objects and arrays where they are written. */
  #readNamed(node: ts.Expression, depth: number): ReadLiteral {
    const span = spanOf(node);
    const unknown: ReadLiteral = { value: { kind: "unknown", span }, asserted: false };
    if (ts.isIdentifier(node) && !findDeclaration(node.text, node, "value")) {
      if (node.text === "undefined") return { value: { kind: "undefined", span }, asserted: false };
      return node.text === "NaN" || node.text === "Infinity" ? { value: { kind: "number", span, value: undefined }, asserted: false } : unknown;
    }
    const target = resolveValue(this.#files, node);
    if (target.kind !== "node" || target.node === node || depth <= 0) return unknown;
    const text = ts.isEnumMember(target.node) ? resolveString(this.#files, node) : undefined;
    if (text?.kind === "known") return { value: { kind: "string", span, value: text.value }, asserted: false };
    if (!ts.isExpression(target.node)) return unknown;
    if (this.#reading.has(target.node)) return unknown;
    this.#reading.add(target.node);
    const value = this.#readExpression(target.node, depth - 1);
    this.#reading.delete(target.node);
    if (value.kind === "object" || value.kind === "array") {
      if (target.node.getSourceFile() !== node.getSourceFile() || !ts.isIdentifier(node)) return unknown;
      const owners = variablesOf(node);
      return owners && owners.every(isNeverChanged) ? { value, asserted: owners.some(isLooselyTyped) } : unknown;
    }
    return { value: { ...value, span }, asserted: false };
  }

  #readObject(node: ts.ObjectLiteralExpression, depth: number): ValueLiteral {
    let properties: PropertyLiteral[] = [];
    let open = false;
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.read(property.expression, depth - 1).value;
        if (spread.kind === "object" && !spread.open) properties.push(...spread.properties.map((inner) => elsewhere(inner, property)));
        else if (spread.kind !== "null" && spread.kind !== "undefined") {
          open = true;
          properties = properties.map(hidden);
        }
        continue;
      }
      const key = property.name && propertyText(property.name);
      if (key === undefined) {
        open = true;
        properties = properties.map(hidden);
      } else properties.push(this.#readProperty(property, key, depth));
    }
    const type = open ? typeOf(this.#files, node) : undefined;
    return type?.kind === "object" ? fillIn(properties, type, node) : { kind: "object", span: spanOf(node), open, properties };
  }

  #readProperty(node: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>, key: string, depth: number): PropertyLiteral {
    const base = { key, keySpan: spanOf(node.name), span: spanOf(node) };
    if (key === this.#except) return { ...base, value: { kind: "unknown", span: base.span } };
    if (ts.isPropertyAssignment(node)) {
      const { value, asserted } = this.read(node.initializer, depth - 1);
      return { ...base, value, ...(asserted ? { asserted } : {}) };
    }
    if (ts.isShorthandPropertyAssignment(node)) {
      const { value, asserted } = this.#readNamed(node.name, depth - 1);
      return { ...base, value: this.#orTyped(value, node.name), ...(asserted ? { asserted } : {}) };
    }
    return { ...base, value: { kind: ts.isMethodDeclaration(node) ? "function" : "unknown", span: base.span } };
  }

  #readArray(node: ts.ArrayLiteralExpression, depth: number): ValueLiteral {
    let open = false;
    const elements: ValueLiteral[] = [];
    for (const element of node.elements) {
      if (ts.isSpreadElement(element)) {
        const spread = this.read(element.expression, depth - 1).value;
        if (spread.kind === "array") elements.push(...spread.elements);
        if (spread.kind !== "array" || spread.open) open = true;
      } else if (ts.isOmittedExpression(element)) elements.push({ kind: "undefined", span: spanOf(element) });
      else elements.push(this.read(element, depth - 1).value);
    }
    return { kind: "array", span: spanOf(node), open, elements };
  }

  #readPrefix(node: ts.PrefixUnaryExpression, depth: number): ValueLiteral {
    const span = spanOf(node);
    if (node.operator === ts.SyntaxKind.ExclamationToken) return { kind: "boolean", span, value: undefined };
    const operand = this.read(node.operand, depth - 1).value;
    if (node.operator === ts.SyntaxKind.PlusToken) return { kind: "number", span, value: operand.kind === "number" ? operand.value : undefined };
    if (node.operator === ts.SyntaxKind.MinusToken && operand.kind === "number") {
      return { kind: "number", span, value: operand.value === undefined ? undefined : -operand.value };
    }
    return { kind: "unknown", span };
  }

  #readBinary(node: ts.BinaryExpression, depth: number): ValueLiteral {
    const span = spanOf(node);
    const operator = node.operatorToken.kind;
    if (COMPARISONS.has(operator)) return { kind: "boolean", span, value: undefined };
    if (operator !== ts.SyntaxKind.PlusToken && !ARITHMETIC.has(operator)) return { kind: "unknown", span };
    const left = this.read(node.left, depth - 1).value;
    const right = this.read(node.right, depth - 1).value;
    if (operator === ts.SyntaxKind.PlusToken) {
      if (left.kind === "string" || right.kind === "string") return this.#readText(node);
      return left.kind === "number" && right.kind === "number" ? { kind: "number", span, value: sum(left.value, right.value) } : { kind: "unknown", span };
    }
    // A number on one side makes the result a number: mixed with a bigint it would throw.
    if (left.kind !== "number" && right.kind !== "number") return { kind: "unknown", span };
    const known = left.kind === "number" && right.kind === "number" ? calculate(operator, left.value, right.value) : undefined;
    const milliseconds = operator === ts.SyntaxKind.SlashToken && right.kind === "number" && right.value === 1000 && isClock(node.left) ? spanOf(node.left) : undefined;
    return { kind: "number", span, value: known, ...(milliseconds ? { milliseconds } : {}) };
  }

  /** `a ? b : c` is known as far as both sides agree. */
  #readEither(node: ts.ConditionalExpression, depth: number): ValueLiteral {
    const span = spanOf(node);
    const yes = this.read(node.whenTrue, depth - 1).value;
    const no = this.read(node.whenFalse, depth - 1).value;
    if (yes.kind !== no.kind) return { kind: "unknown", span };
    return yes.kind === "string" || yes.kind === "number" || yes.kind === "boolean" ? { kind: yes.kind, span, value: undefined } : { kind: "unknown", span };
  }

  /** Calls of JavaScript's own functions whose result has one type. */
  #readCall(node: ts.CallExpression, depth: number): ValueLiteral {
    const span = spanOf(node);
    const name = globalCallee(node.expression);
    if (name === undefined) return { kind: "unknown", span };
    if (name === "Object.freeze" || name === "structuredClone") {
      const [first] = node.arguments;
      return first && name === "Object.freeze" ? this.read(first, depth - 1).value : { kind: "unknown", span };
    }
    if (name.startsWith("Math.") || NUMBERS.has(name)) {
      const [inner] = node.arguments;
      const argument = inner && name.startsWith("Math.") ? this.read(inner, depth - 1).value : undefined;
      return { kind: "number", span, value: undefined, ...(argument?.kind === "number" && argument.milliseconds ? { milliseconds: argument.milliseconds } : {}) };
    }
    if (STRINGS.has(name)) return { kind: "string", span, value: undefined };
    return name === "Boolean" ? { kind: "boolean", span, value: undefined } : { kind: "unknown", span };
  }
}

const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.LessThanToken, ts.SyntaxKind.LessThanEqualsToken, ts.SyntaxKind.GreaterThanToken, ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.InKeyword, ts.SyntaxKind.InstanceOfKeyword,
]);
const ARITHMETIC: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.MinusToken, ts.SyntaxKind.AsteriskToken, ts.SyntaxKind.SlashToken, ts.SyntaxKind.PercentToken, ts.SyntaxKind.AsteriskAsteriskToken,
]);
const NUMBERS: ReadonlySet<string> = new Set(["Date.now", "Date.parse", "Date.UTC", "Number", "parseInt", "parseFloat", "Number.parseInt", "Number.parseFloat", "performance.now"]);
const STRINGS: ReadonlySet<string> = new Set(["String", "crypto.randomUUID", "encodeURIComponent", "decodeURIComponent"]);

function sum(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : left + right;
}

function calculate(operator: ts.SyntaxKind, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case ts.SyntaxKind.MinusToken: return left - right;
    case ts.SyntaxKind.AsteriskToken: return left * right;
    case ts.SyntaxKind.SlashToken: return left / right;
    case ts.SyntaxKind.PercentToken: return left % right;
    default: return left ** right;
  }
}

/** `Date.now()`, `+new Date()`, `x.getTime()`: the present or a date in milliseconds. */
function isClock(outer: ts.Expression): boolean {
  const node = skipOuter(outer);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.PlusToken && isClock(node.operand);
  if (ts.isNewExpression(node)) return node.expression.getText() === "Date" && !findDeclaration("Date", node, "value");
  if (!ts.isCallExpression(node)) return false;
  if (globalCallee(node.expression) === "Date.now") return true;
  return ts.isPropertyAccessExpression(node.expression) && (node.expression.name.text === "getTime" || (node.expression.name.text === "valueOf" && isClock(node.expression.expression)));
}

/** Name of a global function, `Date.now`; undefined where the name is the file's own. */
function globalCallee(callee: ts.Expression): string | undefined {
  if (ts.isIdentifier(callee)) return findDeclaration(callee.text, callee, "value") ? undefined : callee.text;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  return findDeclaration(callee.expression.text, callee, "value") ? undefined : `${callee.expression.text}.${callee.name.text}`;
}

function readNew(node: ts.NewExpression): ValueLiteral {
  const span = spanOf(node);
  const callee = node.expression;
  return ts.isIdentifier(callee) && !findDeclaration(callee.text, callee, "value") ? { kind: "instance", span, className: callee.text } : { kind: "unknown", span };
}

/** An object with spreads whose whole type is known: what is written out stays, the rest stands at the last spread. */
function fillIn(written: readonly PropertyLiteral[], type: ObjectType, node: ts.ObjectLiteralExpression): ValueLiteral {
  const spread = node.properties.findLast(ts.isSpreadAssignment);
  const typed = toValue(type, spanOf(spread ?? node));
  if (typed.kind !== "object") return typed;
  const known = new Map(typed.properties.map((property) => [property.key, property]));
  const kept = written.map((property) => (property.value.kind === "unknown" ? { ...property, value: known.get(property.key)?.value ?? property.value } : property));
  const keys = new Set(written.map(({ key }) => key));
  return { kind: "object", span: spanOf(node), open: typed.open, properties: [...kept, ...typed.properties.filter(({ key }) => !keys.has(key))] };
}

/** What stands before a spread of unknown content may be overwritten by it. */
function hidden(property: PropertyLiteral): PropertyLiteral {
  return { ...property, value: { kind: "unknown", span: property.value.span } };
}

/** A property that a spread brings in is there, but is written, and mended, somewhere else. */
function elsewhere(property: PropertyLiteral, spread: ts.SpreadAssignment): PropertyLiteral {
  const span = spanOf(spread);
  return { key: property.key, keySpan: span, span, value: { kind: "unknown", span } };
}
