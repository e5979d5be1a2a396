/** `step.sleepUntil(id, new Date(Date.now() + …))`: a length of time, spelled as a date. */
import ts from "typescript";
import { functionAround } from "./ancestors.ts";
import type { RelativeSleep } from "./step-facts.ts";
import { readLiteral } from "./literals.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import { findDeclaration, isReassigned, referencesTo } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";
import { spanOf } from "./spans.ts";

/** A length of time: milliseconds as code, or an amount of a unit that `step.sleep` reads. */
type Length = { readonly terms: readonly ts.Expression[] } | { readonly amount: ts.Expression; readonly unit: string };

const UNITS: Readonly<Record<string, string>> = {
  week: "w", weeks: "w", w: "w", day: "d", days: "d", d: "d", hour: "h", hours: "h", h: "h", minute: "m", minutes: "m", m: "m", second: "s", seconds: "s", s: "s",
};
const DATE_FNS: Readonly<Record<string, string>> = { addWeeks: "w", addDays: "d", addHours: "h", addMinutes: "m", addSeconds: "s" };

/** Undefined where the argument is not surely the present and a length of time. */
export function readRelativeSleep(files: SourceFiles, argument: ts.Expression): RelativeSleep | undefined {
  const written = initializerOf(argument) ?? argument;
  const length = readDate(files, written);
  if (!length) return undefined;
  return { span: spanOf(argument), inline: written === argument, duration: durationText(files, length) };
}

function durationText(files: SourceFiles, length: Length): string {
  if ("unit" in length) {
    const amount = readLiteral(files, length.amount).value;
    if (amount.kind === "number" && amount.value !== undefined) return `"${String(amount.value)}${length.unit}"`;
    return `\`\${${length.amount.getText()}}${length.unit}\``;
  }
  const sum = length.terms.reduce<number | undefined>((total, term) => {
    const { value } = readLiteral(files, term);
    return total === undefined || value.kind !== "number" || value.value === undefined ? undefined : total + value.value;
  }, 0);
  return sum === undefined || sum <= 0 ? length.terms.map((term) => term.getText()).join(" + ") : inLargestUnit(sum);
}

function inLargestUnit(milliseconds: number): string {
  for (const [unit, size] of [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1000]] as const) {
    if (milliseconds % size === 0) return `"${String(milliseconds / size)}${unit}"`;
  }
  return String(milliseconds);
}

/** What is added to the present in an expression that makes a date or its text. */
function readDate(files: SourceFiles, outer: ts.Expression): Length | undefined {
  const node = skipOuter(outer);
  if (ts.isNewExpression(node)) return isDate(node) && node.arguments?.length === 1 && node.arguments[0] ? readSum(node.arguments[0]) : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const [first, second] = node.arguments;
  const callee = resolveValue(files, node.expression);
  const name = callee.kind === "package" && /^date-fns(\/|$)/.test(callee.name) ? callee.members.at(-1) ?? "" : "";
  if (Object.hasOwn(DATE_FNS, name)) return first && second && isNow(first) ? { amount: second, unit: DATE_FNS[name] ?? "" } : undefined;
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const receiver = skipOuter(node.expression.expression);
  const method = node.expression.name.text;
  if (method === "add" && first && second && isMomentNow(files, receiver)) {
    const unit = readLiteral(files, second).value;
    const letter = unit.kind === "string" && unit.value !== undefined && Object.hasOwn(UNITS, unit.value) ? UNITS[unit.value] : undefined;
    return letter === undefined ? undefined : { amount: first, unit: letter };
  }
  return ["toISOString", "toDate", "toJSON", "format"].includes(method) && node.arguments.length === 0 ? readDate(files, receiver) : undefined;
}

/** `dayjs()`, `moment()`, `dayjs.utc()`. */
function isMomentNow(files: SourceFiles, node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || node.arguments.length > 0) return false;
  const value = resolveValue(files, node.expression);
  return value.kind === "package" && (value.name === "dayjs" || value.name === "moment");
}

/** The terms that one present is added to. */
function readSum(expression: ts.Expression): Length | undefined {
  const terms = termsOf(expression);
  const rest = terms.filter((term) => !isNow(term));
  return terms.length === rest.length + 1 && rest.length > 0 ? { terms: rest } : undefined;
}

function termsOf(outer: ts.Expression): ts.Expression[] {
  const node = skipOuter(outer);
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken ? [...termsOf(node.left), ...termsOf(node.right)] : [node];
}

function isNow(outer: ts.Expression): boolean {
  const node = skipOuter(initializerOf(outer) ?? outer);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.PlusToken && isNow(node.operand);
  if (ts.isNewExpression(node)) return isDate(node) && !node.arguments?.length;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression } = node.expression;
  if (name.text === "now") return ts.isIdentifier(expression) && expression.text === "Date" && !findDeclaration("Date", node, "value");
  return (name.text === "getTime" || name.text === "valueOf") && isNow(expression);
}

function isDate(node: ts.NewExpression): boolean {
  return ts.isIdentifier(node.expression) && node.expression.text === "Date" && !findDeclaration("Date", node, "value");
}

/** What a variable of the handler holds, where nothing but reads of it is in sight. */
function initializerOf(outer: ts.Expression): ts.Expression | undefined {
  const node = skipOuter(outer);
  const declaration = ts.isIdentifier(node) ? findDeclaration(node.text, node, "value") : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || isReassigned(declaration) || !functionAround(declaration)) return undefined;
  const changed = referencesTo(declaration).some(({ parent }) => ts.isPropertyAccessExpression(parent) && /^(set|add|subtract)/.test(parent.name.text));
  return changed ? undefined : declaration.initializer;
}
