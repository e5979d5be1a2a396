/** What an expression mentions: the paths it reads, the functions it calls, what it compares. */
import type { ASTNode } from "@marcbachmann/cel-js";
import { macros } from "./language.ts";

export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

export interface PathKey extends TextSpan {
  /** undefined for a key that is computed: the path ends in front of it. */
  readonly key: string | number;
}

/** `event.data.items[0].price`: where it starts from, and its keys as far as they are written out. */
export interface PathMention extends TextSpan {
  readonly root: string;
  readonly rootSpan: TextSpan;
  readonly keys: readonly PathKey[];
  /** True inside `has(…)`: whoever wrote it knows that it may be missing. */
  readonly guarded: boolean;
}

export interface CallMention extends TextSpan {
  readonly name: string;
  readonly nameSpan: TextSpan;
  readonly method: boolean;
  /** The whole receiver of a method. */
  readonly receiver?: TextSpan;
}

/** `path == literal`, either way around; also each item of `path in ["a", "b"]`. */
export interface Comparison {
  readonly path: PathMention;
  readonly literal: string | number | boolean;
  readonly span: TextSpan;
}

export interface Mentions {
  readonly paths: readonly PathMention[];
  readonly calls: readonly CallMention[];
  readonly comparisons: readonly Comparison[];
}

interface Context {
  readonly text: string;
  /** Variables of the macros around. */
  readonly variables: ReadonlySet<string>;
  readonly guarded: boolean;
  readonly found: { readonly paths: PathMention[]; readonly calls: CallMention[]; readonly comparisons: Comparison[] };
}

export function findMentions(text: string, ast: ASTNode): Mentions {
  const found = { paths: [], calls: [], comparisons: [] };
  visit(ast, { text, variables: new Set(), guarded: false, found });
  return found;
}

function visit(node: ASTNode, context: Context): void {
  switch (node.op) {
    case "value": return;
    case "id": case ".": case ".?": case "[]": case "[?]": visitPath(node, context); return;
    case "list": for (const item of node.args) visit(item, context); return;
    case "map": for (const entry of node.args) for (const part of entry) visit(part, context); return;
    case "!_": case "-_": visit(node.args, context); return;
    case "call": visitCall(node, node.args[0], undefined, node.args[1], context); return;
    case "rcall": visitCall(node, node.args[0], node.args[1], node.args[2], context); return;
    case "==": case "!=": case "in": visitComparison(node.op, node.args, context); break;
    default:
  }
  for (const part of node.args as readonly ASTNode[]) visit(part, context);
}

function visitPath(node: ASTNode, context: Context): void {
  const path = readPath(node, context.guarded);
  if (path && !context.variables.has(path.root)) context.found.paths.push(path);
  // Below a call, `items.filter(…)[0].id`, and in computed keys, `names[event.data.id]`, there are paths of their own.
  for (let current = node; current.op !== "id";) {
    if (current.op === "[]" || current.op === "[?]") {
      visit(current.args[1], context);
      current = current.args[0];
    } else if (current.op === "." || current.op === ".?") current = current.args[0];
    else {
      visit(current, context);
      return;
    }
  }
}

/** undefined where the chain starts from something else than a name. */
function readPath(node: ASTNode, guarded: boolean): PathMention | undefined {
  const keys: PathKey[] = [];
  let current = node;
  let end = node.end;
  while (current.op !== "id") {
    if (current.op === "." || current.op === ".?") {
      const key = current.args[1];
      keys.unshift({ key, start: current.end - key.length, end: current.end });
      current = current.args[0];
    } else if (current.op === "[]" || current.op === "[?]") {
      const [owner, index] = current.args;
      const value = index.op === "value" ? index.args : undefined;
      if (typeof value === "string") keys.unshift({ key: value, start: index.start, end: index.end });
      else if (typeof value === "bigint" || typeof value === "number") keys.unshift({ key: Number(value), start: index.start, end: index.end });
      else {
        keys.length = 0;
        end = owner.end;
      }
      current = owner;
    } else return undefined;
  }
  return { root: current.args, rootSpan: { start: current.start, end: current.end }, keys, start: node.start, end, guarded };
}

function visitCall(node: ASTNode, name: string, receiver: ASTNode | undefined, args: readonly ASTNode[], context: Context): void {
  const from = receiver?.end ?? node.start;
  const start = context.text.indexOf(name, from);
  context.found.calls.push({ name, nameSpan: { start, end: start + name.length }, method: receiver !== undefined, start: node.start, end: node.end, ...(receiver ? { receiver: { start: receiver.start, end: receiver.end } } : {}) });
  if (receiver) visit(receiver, context);
  const [first, ...rest] = args;
  if (receiver && macros.has(name) && first?.op === "id") {
    const inner = { ...context, variables: new Set([...context.variables, first.args]) };
    for (const arg of rest) visit(arg, inner);
    return;
  }
  const inner = name === "has" && !receiver ? { ...context, guarded: true } : context;
  for (const arg of args) visit(arg, inner);
}

function visitComparison(op: "==" | "!=" | "in", [left, right]: readonly [ASTNode, ASTNode], context: Context): void {
  const add = (path: ASTNode, literal: ASTNode): void => {
    const read = isPath(path) ? readPath(path, context.guarded) : undefined;
    const value = literal.op === "value" ? literal.args : undefined;
    const plain = typeof value === "bigint" ? Number(value) : value;
    if (!read || read.end !== path.end || context.variables.has(read.root)) return;
    if (typeof plain === "string" || typeof plain === "number" || typeof plain === "boolean") context.found.comparisons.push({ path: read, literal: plain, span: { start: literal.start, end: literal.end } });
  };
  if (op !== "in") {
    add(left, right);
    add(right, left);
  } else if (right.op === "list") for (const item of right.args) add(left, item);
}

function isPath({ op }: ASTNode): boolean {
  return op === "id" || op === "." || op === ".?" || op === "[]" || op === "[?]";
}
