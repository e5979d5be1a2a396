/**
 * Inngest's dialect of the Common Expression Language, as used in trigger `if`, `waitForEvent` and flow control keys.
 * A library parses; the evaluator is ours, because no library has the dialect: `||` and `&&` return operands by
 * JavaScript truth, what is missing is null, `+` and ordering are loose, equality is strict.
 */
import { parse, type ASTNode } from "@marcbachmann/cel-js";
import { celFunctions } from "./functions.ts";
import { add, areEqual, compare, isTruthy, readMember, toNumber, type CelValue } from "./values.ts";

export { isTruthy } from "./values.ts";

/** Offsets are from 0, `end` is exclusive. */
export interface CelProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface CelExpression {
  readonly source: string;
  readonly ast: ASTNode;
  /** `now` is what `now()` answers, in milliseconds since the epoch. Throws, naming it, for a function that does not exist. */
  evaluate(variables: Readonly<Record<string, unknown>>, now?: number): unknown;
}

const parsed = new Map<string, CelExpression | { readonly problem: CelProblem }>();
const mostParsed = 1000;

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.trim() ?? text;
}

/** Parses once for each source; a source that is no expression gives its problem, with the place. */
export function parseCel(source: string): CelExpression | { readonly problem: CelProblem } {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const result = parseNew(source);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(source, result);
  return result;
}

function parseNew(source: string): CelExpression | { readonly problem: CelProblem } {
  try {
    const { ast } = parse(source);
    return { source, ast, evaluate: (variables, now = 0) => evaluate(ast, { variables, now }) };
  } catch (error) {
    const place = error as { readonly node?: { readonly start?: number; readonly end?: number } };
    const message = error instanceof RangeError ? "it is nested too deeply" : firstLine(error instanceof Error ? error.message : String(error));
    const start = Math.min(place.node?.start ?? 0, source.length);
    return { problem: { message, start, end: Math.max(start, Math.min(place.node?.end ?? source.length, source.length)) } };
  }
}

interface Scope {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly now: number;
}

function literal(value: unknown): CelValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) return Number(value);
  return value;
}

function arithmetic(a: CelValue, b: CelValue, apply: (left: number, right: number) => number): CelValue {
  const [left, right] = [toNumber(a), toNumber(b)];
  return left === undefined || right === undefined ? null : apply(left, right);
}

function isIn(item: CelValue, container: CelValue): boolean {
  if (Array.isArray(container)) return container.some((candidate) => areEqual(candidate, item));
  return typeof container === "object" && container !== null && (typeof item === "string" || typeof item === "number") && Object.hasOwn(container, item);
}

function evaluate(node: ASTNode, scope: Scope): CelValue {
  const both = (args: readonly [ASTNode, ASTNode]): [CelValue, CelValue] => [evaluate(args[0], scope), evaluate(args[1], scope)];
  const ordered = (args: readonly [ASTNode, ASTNode], holds: (order: number) => boolean): boolean => {
    const order = compare(...both(args));
    return order !== undefined && holds(order);
  };
  switch (node.op) {
    case "value": return literal(node.args);
    case "id": return readMember(scope.variables, node.args);
    case ".": case ".?": return readMember(evaluate(node.args[0], scope), node.args[1]);
    case "[]": case "[?]": return readMember(...both(node.args));
    case "||": { const left = evaluate(node.args[0], scope); return isTruthy(left) ? left : evaluate(node.args[1], scope); }
    case "&&": { const left = evaluate(node.args[0], scope); return isTruthy(left) ? evaluate(node.args[1], scope) : left; }
    case "?:": return evaluate(isTruthy(evaluate(node.args[0], scope)) ? node.args[1] : node.args[2], scope);
    case "!_": return !isTruthy(evaluate(node.args, scope));
    case "-_": return arithmetic(0, evaluate(node.args, scope), (zero, value) => zero - value);
    case "==": return areEqual(...both(node.args));
    case "!=": return !areEqual(...both(node.args));
    case "<": return ordered(node.args, (order) => order < 0);
    case "<=": return ordered(node.args, (order) => order <= 0);
    case ">": return ordered(node.args, (order) => order > 0);
    case ">=": return ordered(node.args, (order) => order >= 0);
    case "in": return isIn(...both(node.args));
    case "+": return add(...both(node.args));
    case "-": return arithmetic(...both(node.args), (left, right) => left - right);
    case "*": return arithmetic(...both(node.args), (left, right) => left * right);
    case "/": return arithmetic(...both(node.args), (left, right) => left / right);
    case "%": return arithmetic(...both(node.args), (left, right) => left % right);
    case "list": return node.args.map((item) => evaluate(item, scope));
    case "map": return Object.fromEntries(node.args.map(([key, value]) => [String(evaluate(key, scope)), evaluate(value, scope)]));
    case "call": return callFunction(node.args[0], undefined, node.args[1], scope);
    case "rcall": return callFunction(node.args[0], node.args[1], node.args[2], scope);
    default: throw new Error(`\`${(node as { readonly op: string }).op}\` is not part of Inngest's expressions`);
  }
}

function callFunction(name: string, receiver: ASTNode | undefined, args: readonly ASTNode[], scope: Scope): CelValue {
  if (name === "has" && receiver === undefined && args[0] !== undefined) return evaluate(args[0], scope) !== null;
  if (receiver !== undefined && name in macros && args[0]?.op === "id") return callMacro(name, evaluate(receiver, scope), args[0].args, args.slice(1), scope);
  const known = Object.hasOwn(celFunctions, name) ? celFunctions[name] : undefined;
  if (known === undefined) throw new Error(`there is no function \`${name}\` in Inngest's expressions`);
  return known([...(receiver === undefined ? [] : [receiver]), ...args].map((arg) => evaluate(arg, scope)), scope.now);
}

type Macro = (items: readonly CelValue[], first: (item: CelValue) => CelValue, second: ((item: CelValue) => CelValue) | undefined) => CelValue;

const macros: Readonly<Record<string, Macro>> = {
  all: (items, test) => items.every((item) => isTruthy(test(item))),
  exists: (items, test) => items.some((item) => isTruthy(test(item))),
  exists_one: (items, test) => items.filter((item) => isTruthy(test(item))).length === 1,
  filter: (items, test) => items.filter((item) => isTruthy(test(item))),
  map: (items, first, second) => (second === undefined ? items.map(first) : items.filter((item) => isTruthy(first(item))).map(second)),
};

function callMacro(name: string, container: CelValue, variable: string, bodies: readonly ASTNode[], scope: Scope): CelValue {
  const items: readonly CelValue[] = Array.isArray(container) ? container : typeof container === "object" && container !== null ? Object.keys(container) : [];
  const [first, second] = bodies.map((body) => (item: CelValue) => evaluate(body, { ...scope, variables: { ...scope.variables, [variable]: item } }));
  const macro = macros[name];
  if (first === undefined || macro === undefined) throw new Error(`\`${name}\` needs a variable and an expression`);
  return macro(items, first, second);
}
