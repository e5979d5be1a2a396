/** Values that differ each time they are computed: the clock, random numbers, counters that outlive a replay. */
import ts from "typescript";
import { givenBack } from "./given-back.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import { findDeclaration, isReassigned } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";

/** Helpers of helpers; deeper ones call themselves. */
const MOST_CALLS = 4;
/** Functions of packages that make a new id at each call, by package. */
const MAKERS: Readonly<Record<string, ReadonlySet<string>>> = {
  "uuid": new Set(["v1", "v4", "v6", "v7"]),
  "nanoid": new Set(["nanoid"]),
  "ulid": new Set(["ulid"]),
  "cuid": new Set(["default"]),
  "@paralleldrive/cuid2": new Set(["createId"]),
  "crypto": new Set(["randomUUID"]),
  "node:crypto": new Set(["randomUUID"]),
};
const CLOCKS: ReadonlySet<string> = new Set(["Date.now", "performance.now"]);
const RANDOM: ReadonlySet<string> = new Set(["Math.random", "crypto.randomUUID", "globalThis.crypto.randomUUID", "self.crypto.randomUUID"]);
/** Methods that keep what makes the value differ, in full. */
const KEEPING: ReadonlySet<string> = new Set(["toString", "toISOString", "toJSON", "getTime", "valueOf"]);
/** A part of a random value is as random. */
const CUTTING: ReadonlySet<string> = new Set(["slice", "substring", "substr", "toFixed", "replace", "replaceAll", "toUpperCase", "toLowerCase", "padStart"]);
const ROUNDING: ReadonlySet<string> = new Set(["Math.floor", "Math.round", "Math.ceil", "Math.trunc"]);

interface Unstable {
  readonly node: ts.Expression;
  /** Randomness survives arithmetic and cutting; of a clock, what is left may be a day. */
  readonly random: boolean;
}

/** The part of a step id that is new each time the handler runs; undefined where none surely is. */
export function findUnstable(files: SourceFiles, expression: ts.Expression): ts.Expression | undefined {
  return find(files, expression, 12)?.node;
}

function find(files: SourceFiles, outer: ts.Expression, depth: number): Unstable | undefined {
  const node = skipOuter(outer);
  if (depth <= 0) return undefined;
  if (ts.isTemplateExpression(node)) return first(node.templateSpans.map((span) => () => find(files, span.expression, depth - 1)));
  if (ts.isBinaryExpression(node)) {
    const found = first([() => find(files, node.left, depth - 1), () => find(files, node.right, depth - 1)]);
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.PlusToken) return found;
    return found?.random && (operator === ts.SyntaxKind.AsteriskToken || operator === ts.SyntaxKind.SlashToken || operator === ts.SyntaxKind.MinusToken) ? found : undefined;
  }
  if (ts.isNewExpression(node)) return node.expression.getText() === "Date" && !node.arguments?.length && isGlobal(node.expression) ? { node, random: false } : undefined;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return findCounted(files, node, depth - 1);
  if (ts.isIdentifier(node)) return findNamed(files, node, depth - 1);
  return ts.isCallExpression(node) ? findCall(files, node, depth - 1) : undefined;
}

function first(finds: readonly (() => Unstable | undefined)[]): Unstable | undefined {
  for (const each of finds) {
    const found = each();
    if (found) return found;
  }
  return undefined;
}

function findCall(files: SourceFiles, call: ts.CallExpression, depth: number): Unstable | undefined {
  const callee = skipOuter(call.expression);
  const [argument] = call.arguments;
  const name = callee.getText();
  if (isGlobal(callee)) {
    if (CLOCKS.has(name)) return { node: call, random: false };
    if (RANDOM.has(name)) return { node: call, random: true };
    if (name === "String" || name === "Number") return argument && find(files, argument, depth);
    const inner = ROUNDING.has(name) && argument ? find(files, argument, depth) : undefined;
    if (inner?.random) return inner;
  }
  const maker = resolveValue(files, callee);
  if (maker.kind === "package") return MAKERS[maker.name]?.has(maker.members.filter((member) => member !== "default" || maker.members.length === 1).join(".")) ? { node: call, random: true } : undefined;
  const back = givenBack(files, call);
  const inside = back && find(back.files, back.result, Math.min(depth, MOST_CALLS) - 1);
  if (inside) return { node: call, random: inside.random };
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const receiver = find(files, callee.expression, depth);
  return receiver && (KEEPING.has(callee.name.text) || (receiver.random && CUTTING.has(callee.name.text))) ? receiver : undefined;
}

/** `counter++` of a variable of the module, which goes on counting when the handler is run again. */
function findCounted(files: SourceFiles, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, depth: number): Unstable | undefined {
  if (node.operator === ts.SyntaxKind.PlusToken) return find(files, node.operand, depth);
  if (node.operator !== ts.SyntaxKind.PlusPlusToken && node.operator !== ts.SyntaxKind.MinusMinusToken) return undefined;
  const declaration = ts.isIdentifier(node.operand) ? findDeclaration(node.operand.text, node.operand, "value") : undefined;
  return declaration && ts.isVariableDeclaration(declaration) && ts.isSourceFile(declaration.parent.parent.parent) ? { node, random: true } : undefined;
}

/** A variable that the handler computes anew at each run: declared in a function around the call, not around the handler. */
function findNamed(files: SourceFiles, name: ts.Identifier, depth: number): Unstable | undefined {
  const declaration = findDeclaration(name.text, name, "value");
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || isReassigned(declaration)) return undefined;
  const owner = ts.findAncestor(declaration, ts.isFunctionLike);
  if (!owner) return undefined;
  for (let node: ts.Node = name; node !== owner; node = node.parent) {
    if (ts.isSourceFile(node) || (ts.isCallExpression(node) && /(^|\.)createFunction$/.test(node.expression.getText()))) return undefined;
  }
  return find(files, declaration.initializer, depth);
}

/** Whether a callee, `Math.random`, starts at a name that no one declares. */
function isGlobal(callee: ts.Expression): boolean {
  let root = callee;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  return ts.isIdentifier(root) && !findDeclaration(root.text, root, "value");
}
