/** Conditions that come out differently each time the handler runs: those that ask the clock or a random number. */
import ts from "typescript";
import { functionAround } from "./ancestors.ts";
import { findTools } from "./client-send.ts";
import type { UnsteadyDecision } from "./model.ts";
import { resolveValue } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration, isReassigned } from "./scope.ts";
import { mayAwait } from "./settlement.ts";
import { locationOf, spanOf } from "./spans.ts";
import { findUnstable } from "./unstable.ts";
import type { FoundTest } from "./walk.ts";

/** Functions of date-fns that compare with the present. */
const CLOCK_READERS: ReadonlySet<string> = new Set(["isPast", "isFuture", "isToday", "isTomorrow", "isYesterday", "isThisWeek", "isThisMonth", "isThisYear"]);

/** A condition may stand for a variable of a variable. */
const DEPTH = 4;

export function findUnsteady(recogniser: Recogniser, condition: ts.Expression, depth = DEPTH): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (found || ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isTypeNode(node)) return;
    // What a step gives, or any other code that is waited for, is not computed here.
    if (ts.isAwaitExpression(node)) return;
    found = unsteadyAt(recogniser, node, depth);
    if (!found) ts.forEachChild(node, visit);
  };
  visit(condition);
  return found;
}

function unsteadyAt(recogniser: Recogniser, node: ts.Node, depth: number): ts.Expression | undefined {
  if (ts.isNewExpression(node)) return findUnstable(recogniser.files, node);
  if (ts.isCallExpression(node)) {
    // An argument of the clock's own would be found by itself.
    const unstable = findUnstable(recogniser.files, node);
    if (unstable === node) return node;
    const callee = resolveValue(recogniser.files, node.expression);
    if (callee.kind !== "package") return undefined;
    if (callee.name === "dayjs" || callee.name === "moment") return node.arguments.length === 0 ? node : undefined;
    return /^date-fns(\/|$)/.test(callee.name) && CLOCK_READERS.has(callee.members.at(-1) ?? "") ? node : undefined;
  }
  if (!ts.isIdentifier(node) || depth === 0 || (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)) return undefined;
  const declaration = findDeclaration(node.text, node, "value");
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || isReassigned(declaration)) return undefined;
  return functionAround(declaration) ? findUnsteady(recogniser, declaration.initializer, depth - 1) : undefined;
}

export function readUnsteady(recogniser: Recogniser, { condition, unsteady }: FoundTest): UnsteadyDecision {
  const tools = findTools(recogniser, unsteady);
  const taken = takenFrom(recogniser, unsteady);
  const wrap = taken && mayAwait(taken) ? { span: spanOf(taken), inDate: ts.isNewExpression(taken), grouped: needsParentheses(taken) } : undefined;
  return {
    location: locationOf(unsteady), condition: locationOf(condition),
    random: /random|uuid|nanoid|ulid|cuid/i.test(unsteady.getText()),
    ...(tools ? { tools } : {}), ...(wrap ? { wrap } : {}),
  };
}

/** What a step would return in its place: `Date.now()`, `new Date().getHours()`; of a bare `new Date()`, its time. */
function takenFrom(recogniser: Recogniser, unsteady: ts.Expression): ts.Expression | undefined {
  if (ts.isCallExpression(unsteady)) return unsteady.arguments.length === 0 && findUnstable(recogniser.files, unsteady) === unsteady ? unsteady : undefined;
  let node = unsteady;
  while (ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node && ts.isCallExpression(node.parent.parent) && node.parent.parent.expression === node.parent) node = node.parent.parent;
  return node;
}

function needsParentheses(node: ts.Expression): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) && parent.expression === node;
}
