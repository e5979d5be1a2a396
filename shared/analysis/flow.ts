/**
 * Walks a handler along its control flow and lists the steps of one execution. Helpers are entered where they are
 * called; branches, loops and parallel groups are noted on each step's `ControlPath`.
 */
import ts from "typescript";
import { isInside } from "./ancestors.ts";
import { decisions } from "./conditions.ts";
import { negate, relatePaths } from "./control-path.ts";
import { calledFunction } from "./create-function.ts";
import { isComparedWith, trendOf } from "./deadlines.ts";
import type { Trend } from "./deadlines.ts";
import type { FunctionNode } from "./create-function.ts";
import { visitExpression } from "./flow-expressions.ts";
import type { KeptStatements } from "./kept-statements.ts";
import type { ControlPath, Decided, StepCall, StepOccurrence } from "./model.ts";
import type { Recogniser } from "./roles.ts";
import { placeKey } from "./spans.ts";
import { readEmptyCatch } from "./swallowed.ts";
import { findUnsteady } from "./unsteady.ts";
import { NORMAL, pathOf, withKnown } from "./walk.ts";
import type { Execution, FoundCall, Frame, Guard, NotedTest, Outcome, PlacedCall, Reach, TestRole, Walk } from "./walk.ts";

export function walkHandler(recogniser: Recogniser, handler: FunctionNode | undefined, calls: Map<ts.CallExpression, StepCall>, kept?: KeptStatements): Execution {
  if (!handler) return { steps: [], sends: [], effects: [], tests: [], swallowed: [] };
  const walk: Walk = { recogniser, calls, found: [], sends: [], effects: [], tests: [], swallowed: [], active: [], pending: [], kept, statement: undefined, outside: 0 };
  const frame: Frame = {
    via: [], scope: "", decisions: undefined, parallel: [], parallelBase: 0, repeats: false, insideStep: undefined, certain: true, depth: 0, awaits: [], breaks: "loop",
  };
  visitFunction(walk, handler, frame);
  const steps = walk.found.map(({ occurrence }) => occurrence);
  const follows = (path: ControlPath, from: number): boolean => steps.some((step, index) => (index >= from || (path.repeats && step.path.repeats)) && relatePaths(path, step.path) !== "exclusive");
  const toFound = ({ call, path, before }: PlacedCall): FoundCall => ({ call, replayed: follows(path, before) });
  return {
    steps, sends: walk.sends.map(toFound), effects: walk.effects.map(toFound),
    tests: walk.tests.filter(({ path, before, after, leaves, deadline }) => (deadline || before >= after ? (leaves === true || deadline !== undefined) && follows(path, after) : true)),
    swallowed: walk.swallowed,
  };
}

/** Notes a condition that the clock or chance decides, once the steps in its branches are found. */
export function noteTest(walk: Walk, condition: ts.Expression, frame: Frame, before: number, { leaves, deadline }: TestRole = {}): void {
  const unsteady = frame.certain && !frame.insideStep ? findUnsteady(walk.recogniser, condition) : undefined;
  if (!unsteady) return;
  const trend = deadline && trendOf(walk.recogniser, condition);
  const kept = trend && deadline.trends.includes(trend) ? deadline : undefined;
  if (kept?.ends !== "run") walk.tests.push({ condition, unsteady, path: pathOf(frame), before, after: walk.found.length, ...(leaves ? { leaves } : {}), ...(kept ? { deadline: kept } : {}) });
}

/** Walks a function's body as part of the current execution. */
export function visitFunction(walk: Walk, fn: FunctionNode, frame: Frame): void {
  if (walk.statement && !isInside(fn, walk.statement)) walk.outside += 1;
  if (walk.active.includes(fn)) return;
  walk.active.push(fn);
  const inner = { ...frame, depth: frame.depth + 1, parallelBase: frame.parallel.length, breaks: "loop" as const };
  const pending = walk.pending;
  if (ts.isBlock(fn.body)) visitStatements(walk, fn.body.statements, inner);
  else visitExpression(walk, fn.body, inner);
  walk.pending = pending;
  walk.active.pop();
}

function visitStatements(walk: Walk, statements: readonly ts.Statement[], outer: Frame): Outcome {
  let frame = outer;
  const guards: Guard[] = [];
  for (const statement of statements) {
    const outcome = visitStatement(walk, statement, frame);
    guards.push(...outcome.guards);
    if (outcome.leaves) return { leaves: outcome.leaves, guards };
    if (outcome.guards.length > 0) frame = withKnown(frame, outcome.guards.map((guard) => guard.known));
  }
  return { leaves: undefined, guards };
}

function visitStatement(walk: Walk, statement: ts.Statement, frame: Frame): Outcome {
  const { kept, statement: around } = walk;
  if (!kept || frame.via.length > 0 || walk.pending.length > 0 || !(ts.isExpressionStatement(statement) || ts.isVariableStatement(statement))) return visitAnew(walk, statement, frame);
  if (kept.replay(walk, statement, frame)) return NORMAL;
  const since = { found: walk.found.length, sends: walk.sends.length, effects: walk.effects.length, tests: walk.tests.length, swallowed: walk.swallowed.length, outside: walk.outside };
  walk.statement = statement;
  const outcome = visitAnew(walk, statement, frame);
  walk.statement = around;
  if (outcome === NORMAL) kept.note(walk, statement, frame, since);
  return outcome;
}

function visitAnew(walk: Walk, statement: ts.Statement, frame: Frame): Outcome {
  if (ts.isBlock(statement)) return visitStatements(walk, statement.statements, frame);
  if (ts.isIfStatement(statement)) return visitIf(walk, statement, frame);
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) {
    if (statement.expression) visitExpression(walk, statement.expression, frame);
    return { leaves: ts.isThrowStatement(statement) ? "catch" : "function", guards: [] };
  }
  if (ts.isBreakStatement(statement)) return { leaves: statement.label ? `label ${statement.label.text}` : frame.breaks, guards: [] };
  if (ts.isContinueStatement(statement)) return { leaves: statement.label ? `label ${statement.label.text}` : "loop", guards: [] };
  if (ts.isLabeledStatement(statement)) return endReach(visitStatement(walk, statement.statement, frame), `label ${statement.label.text}`);
  if (ts.isTryStatement(statement)) return visitTry(walk, statement, frame);
  if (ts.isSwitchStatement(statement)) return visitSwitch(walk, statement, frame);
  if (ts.isIterationStatement(statement, false)) return visitLoop(walk, statement, frame);
  if (ts.isVariableStatement(statement)) {
    visitVariables(walk, statement.declarationList, frame);
    return NORMAL;
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return NORMAL;
  if (ts.isExpressionStatement(statement)) {
    visitExpression(walk, statement.expression, frame);
    return neverReturns(walk.recogniser, statement.expression) ? { leaves: "catch", guards: [] } : NORMAL;
  }
  ts.forEachChild(statement, (child) => { visitExpression(walk, child, frame); });
  return NORMAL;
}

/** `fail("…")`, where `fail` is declared to return `never` or can only throw. */
function neverReturns(recogniser: Recogniser, expression: ts.Expression): boolean {
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
  if (!ts.isCallExpression(call)) return false;
  const fn = calledFunction(recogniser, call.expression);
  const declared = fn?.type && ts.isTypeReferenceNode(fn.type) && call !== expression ? fn.type.typeArguments?.[0] : fn?.type;
  if (declared?.kind === ts.SyntaxKind.NeverKeyword) return true;
  const last = fn && ts.isBlock(fn.body) ? fn.body.statements.at(-1) : undefined;
  const async = fn !== undefined && (ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Async) !== 0;
  return fn !== undefined && last !== undefined && ts.isThrowStatement(last) && async === (call !== expression) && !fn.body.getText().includes("return");
}

/** A chain of `else if` is walked link by link, however long it is. */
function visitIf(walk: Walk, statement: ts.IfStatement, frame: Frame): Outcome {
  const links: { readonly yes: readonly Decided[]; readonly no: readonly Decided[]; readonly then: Outcome; readonly condition: ts.Expression; readonly before: number; readonly steps: number }[] = [];
  let link: ts.Statement | undefined = statement;
  let reached = frame;
  for (; link && ts.isIfStatement(link); link = link.elseStatement) {
    visitExpression(walk, link.expression, reached);
    const yes = decisions(frame.scope, link.expression, true, statement);
    const no = decisions(frame.scope, link.expression, false, statement);
    const before = walk.found.length;
    const then = visitStatement(walk, link.thenStatement, withKnown(reached, yes));
    links.push({ yes, no, then, condition: link.expression, before, steps: walk.found.length - before });
    reached = withKnown(reached, no);
  }
  const last: Outcome = link ? visitStatement(walk, link, reached) : NORMAL;
  const alone = links.length === 1 && link === undefined;
  for (const { condition, before, then, steps } of links) {
    const deadline = deadlineOf(then.leaves, steps > 0, frame) ?? (alone && !then.leaves && !isOutlived(walk, condition, before) ? { trends: ["falling"] as const, ends: "part" as const } : undefined);
    noteTest(walk, condition, frame, before, { leaves: (then.leaves ?? last.leaves) !== undefined, ...(deadline ? { deadline } : {}) });
  }
  const guards = [...links.flatMap(({ then }) => then.guards), ...last.guards];
  let { leaves } = last;
  for (const { yes, no, then } of links.reverse()) {
    guards.push(...leaving(then.leaves, no), ...leaving(leaves, yes));
    leaves = then.leaves && leaves && nearer(then.leaves, leaves);
  }
  return { leaves, guards };
}

/** A branch that sleeps until the very time it is compared with: when the run wakes, the branch is left out and its later steps never run. */
function isOutlived({ recogniser, calls, found }: Walk, condition: ts.Expression, before: number): boolean {
  return found.slice(before, -1).some(({ occurrence: { call: step } }) => {
    if (step.tool !== "sleepUntil") return false;
    const [, until] = [...calls].find(([, read]) => read === step)?.[0].arguments ?? [];
    return until !== undefined && isComparedWith(recogniser, condition, until);
  });
}

/** A branch that ends the run may be taken at any replay; one that is left again has to do nothing. A helper's `return` ends only the helper. */
function deadlineOf(leaves: Reach | undefined, hasSteps: boolean, frame: Frame): TestRole["deadline"] {
  const trends: readonly Trend[] = hasSteps ? ["rising"] : ["rising", "falling"];
  if (leaves === "catch" || (leaves === "function" && frame.depth === 1)) return { trends, ends: "run" };
  return leaves === "loop" && !hasSteps ? { trends: ["rising"], ends: "loop" } : undefined;
}

/** After a branch that leaves, what follows knows that it was not taken. */
function leaving(until: Reach | undefined, otherwise: readonly Decided[]): Guard[] {
  return until ? otherwise.map((known) => ({ known, until })) : [];
}

/** Of two ways out, the one that skips less. */
function nearer(a: Reach, b: Reach): Reach {
  const order: readonly Reach[] = ["function", "catch"];
  const rank = (reach: Reach): number => order.indexOf(reach) + 1 || 3;
  return rank(a) >= rank(b) ? a : b;
}

/** Jumps of this reach end here: the statement around completes normally, and what they told no longer holds. */
function endReach(outcome: Outcome, ...reaches: readonly Reach[]): Outcome {
  return {
    leaves: outcome.leaves && reaches.includes(outcome.leaves) ? undefined : outcome.leaves,
    guards: outcome.guards.filter((guard) => !reaches.includes(guard.until)),
  };
}

function visitTry(walk: Walk, statement: ts.TryStatement, frame: Frame): Outcome {
  const before = walk.found.length;
  const body = visitStatements(walk, statement.tryBlock.statements, frame);
  const hidden = frame.certain && statement.catchClause ? readEmptyCatch(statement.catchClause, walk.found.slice(before).map(({ occurrence }) => occurrence.call)) : undefined;
  if (hidden) walk.swallowed.push(hidden);
  const failed = { statement: `${frame.scope}|${placeKey(statement)}`, branch: "failed" };
  const handler = statement.catchClause && visitStatements(walk, statement.catchClause.block.statements, withKnown(frame, [failed]));
  const last = statement.finallyBlock ? visitStatements(walk, statement.finallyBlock.statements, frame) : NORMAL;
  const guards = handler ? [...endReach(body, "catch").guards, ...handler.guards, ...leaving(handler.leaves, [negate(failed)])] : body.guards;
  // The body may fail at any point, so the statement leaves only where the handler does too.
  const leaves = handler ? body.leaves && handler.leaves && nearer(body.leaves, handler.leaves) : body.leaves;
  return { leaves: last.leaves ?? leaves, guards: [...guards, ...last.guards] };
}

/** Clauses connected by falling through count as one branch: entering one may run the others. */
function visitSwitch(walk: Walk, statement: ts.SwitchStatement, frame: Frame): Outcome {
  visitExpression(walk, statement.expression, frame);
  const key = `${frame.scope}|${placeKey(statement)}`;
  const guards: Guard[] = [];
  const inner: Frame = { ...frame, breaks: "switch" };
  const before = walk.found.length;
  let group = 0;
  let leaves: Reach | undefined = "function";
  let exhaustive = false;
  statement.caseBlock.clauses.forEach((clause, index, clauses) => {
    if (ts.isDefaultClause(clause)) exhaustive = true;
    else visitExpression(walk, clause.expression, frame);
    const branch = { statement: key, branch: String(group) };
    const outcome = visitStatements(walk, clause.statements, withKnown(inner, [branch]));
    guards.push(...outcome.guards);
    const ends = outcome.leaves ?? (index === clauses.length - 1 ? "switch" : undefined);
    if (!ends) return;
    guards.push({ known: negate(branch), until: ends });
    leaves = leaves && nearer(leaves, ends);
    group += 1;
  });
  noteTest(walk, statement.expression, frame, before, { leaves: guards.length > 0 });
  return endReach({ leaves: exhaustive ? leaves : undefined, guards }, "switch");
}

function visitLoop(walk: Walk, statement: ts.IterationStatement, frame: Frame): Outcome {
  const inner: Frame = { ...frame, repeats: true, breaks: "loop" };
  if (ts.isForOfStatement(statement) || ts.isForInStatement(statement)) visitExpression(walk, statement.expression, frame);
  if (ts.isForStatement(statement)) {
    if (statement.initializer && ts.isVariableDeclarationList(statement.initializer)) visitVariables(walk, statement.initializer, frame);
    for (const part of [statement.condition, statement.incrementor]) if (part) visitExpression(walk, part, inner);
  }
  if (ts.isWhileStatement(statement) || ts.isDoStatement(statement)) visitExpression(walk, statement.expression, inner);
  const before = walk.found.length;
  const tests = walk.tests.length;
  const outcome = endReach(visitStatement(walk, statement.statement, inner), "loop");
  // What leaves the loop decides on what follows the loop.
  walk.tests.push(...walk.tests.splice(tests).map((test): NotedTest => (test.deadline?.ends === "loop" ? { ...test, path: pathOf(frame), after: walk.found.length, deadline: { ...test.deadline, ends: "part" } } : test)));
  const condition = ts.isForStatement(statement) ? statement.condition : ts.isWhileStatement(statement) || ts.isDoStatement(statement) ? statement.expression : undefined;
  if (condition) noteTest(walk, condition, frame, before, { deadline: { trends: ["falling"], ends: "part" } });
  return ts.isDoStatement(statement) ? outcome : { leaves: undefined, guards: outcome.guards };
}

function visitVariables(walk: Walk, list: ts.VariableDeclarationList, frame: Frame): void {
  for (const declaration of list.declarations) {
    const initializer = declaration.initializer;
    // A function kept in a variable runs where it is called.
    if (!initializer || ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) continue;
    const before = walk.found.length;
    visitExpression(walk, initializer, frame);
    const started = walk.found.slice(before).filter(({ awaits }) => !awaits.includes(frame.depth));
    if (started.length === 0) continue;
    const group = `${frame.scope}|pending ${placeKey(declaration)}`;
    for (const entry of started) entry.occurrence = joinGroup(entry.occurrence, { group, member: "self" });
    walk.pending = [...walk.pending, { declaration, group }];
  }
}

function joinGroup(occurrence: StepOccurrence, membership: ControlPath["parallel"][number]): StepOccurrence {
  return { ...occurrence, path: { ...occurrence.path, parallel: [...occurrence.path.parallel, membership] } };
}
