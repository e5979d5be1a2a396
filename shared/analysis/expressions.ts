/** The expressions that a function's triggers and options, and its waits, are given. */
import ts from "typescript";
import { readEventReference } from "./event-types.ts";
import { readSourceText } from "./expression-text.ts";
import type { EventReference, ExpressionModel } from "./model.ts";
import { memberExpression } from "./option-values.ts";
import { resolveValue } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { spanOf } from "./spans.ts";

/** Options whose `key` is an expression. */
const KEYED = ["concurrency", "rateLimit", "throttle", "debounce", "batchEvents", "singleton"] as const;
/** Arrays inside arrays are not written by people. */
const DEPTH = 3;

type About = Pick<ExpressionModel, "place" | "option"> & Partial<Pick<ExpressionModel, "event" | "async">>;

/** @param triggers The expression of the triggers, wherever this version of the SDK takes it. */
export function readFunctionExpressions(recogniser: Recogniser, options: Value | undefined, triggers: ts.Expression | undefined): ExpressionModel[] {
  const found = triggers ? itemsOf(recogniser, triggers).flatMap((item) => readCondition(recogniser, item, "trigger")) : [];
  if (!options) return found;
  const member = (name: string): ts.Expression | undefined => memberExpression(recogniser, options, name);
  const read = (expression: ts.Expression | undefined, option: string): void => { found.push(...readOne(recogniser, expression, { place: "options", option })); };
  for (const name of KEYED) {
    for (const item of itemsOf(recogniser, member(name))) {
      read(memberExpression(recogniser, item, "key"), `${name}.key`);
      if (name === "batchEvents") read(memberExpression(recogniser, item, "if"), `${name}.if`);
    }
  }
  read(member("idempotency"), "idempotency");
  for (const priority of itemsOf(recogniser, member("priority"))) read(memberExpression(recogniser, priority, "run"), "priority.run");
  for (const item of itemsOf(recogniser, member("cancelOn"))) found.push(...readCondition(recogniser, item, "cancelOn"));
  return found;
}

/** `if` and `match` of the options of `step.waitForEvent`. */
export function readWaitExpressions(recogniser: Recogniser, options: ts.Expression | undefined): ExpressionModel[] {
  return options ? readCondition(recogniser, resolveValue(recogniser.files, options), "wait") : [];
}

/** `{ event, if, match }`. */
function readCondition(recogniser: Recogniser, item: Value, place: "trigger" | "wait" | "cancelOn"): ExpressionModel[] {
  const [event, condition, match] = ["event", "if", "match"].map((name) => memberExpression(recogniser, item, name));
  const mentioned: EventReference | undefined = event && readEventReference(recogniser.files, event);
  const about = { place, ...(mentioned ? place === "trigger" ? { event: mentioned } : { async: mentioned } : {}) };
  const conditions = readOne(recogniser, condition, { ...about, option: "if" });
  if (place === "trigger") return conditions;
  return [
    ...conditions.map((found) => (match ? { ...found, besideMatch: spanOf(match) } : found)),
    ...readOne(recogniser, match, { ...about, option: "match" }),
  ];
}

function readOne(recogniser: Recogniser, expression: ts.Expression | undefined, about: About): ExpressionModel[] {
  const read = expression && readSourceText(recogniser, expression);
  return read ? [{ kind: about.option === "match" ? "match" : "expression", ...about, path: read.path, span: read.span, text: read.text, pieces: read.pieces }] : [];
}

/** One value, or those of an array literal; what is spread in stands where it is written. */
function itemsOf(recogniser: Recogniser, expression: ts.Expression | undefined, depth = DEPTH): Value[] {
  if (!expression || depth === 0) return [];
  const value = resolveValue(recogniser.files, expression);
  if (value.kind !== "node" || !ts.isArrayLiteralExpression(value.node)) return [value];
  return value.node.elements.flatMap((element) => itemsOf(recogniser, ts.isSpreadElement(element) ? element.expression : element, depth - 1));
}
