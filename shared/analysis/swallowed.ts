/** Errors of steps that a handler takes and says nothing of: `catch {}`, `.catch(() => {})`. */
import ts from "typescript";
import { fileOf } from "./ancestors.ts";
import type { StepCall, StepTool, SwallowedError } from "./model.ts";
import { isFunctionNode } from "./create-function.ts";
import { skipOuter } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { locationOf, spanOf } from "./spans.ts";
import { toolOf } from "./step-call.ts";

/** A sleep or a wait does not fail. */
const FAILING: ReadonlySet<StepTool> = new Set(["run", "invoke", "sendEvent", "fetch", "ai.wrap", "ai.infer"]);

/** Undefined where the clause does anything, or a comment in it tells why it does not. */
export function readEmptyCatch(clause: ts.CatchClause, steps: readonly StepCall[]): SwallowedError | undefined {
  const step = steps.find(({ tool, settlement }) => FAILING.has(tool) && settlement === "used");
  if (!step || !isEmpty(clause.block)) return undefined;
  const name = clause.variableDeclaration?.name.getText() ?? "error";
  if (clause.variableDeclaration && !ts.isIdentifier(clause.variableDeclaration.name)) return undefined;
  return { location: locationOf(clause), step: { path: step.path, span: step.calleeSpan }, edit: { span: spanOf(clause), newText: `catch (${name}) { throw ${name}; }` } };
}

/** `step.run(…).catch(() => {})`. */
export function readEmptyHandler(recogniser: Recogniser, call: ts.CallExpression): SwallowedError | undefined {
  const callee = skipOuter(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "catch") return undefined;
  const step = skipOuter(callee.expression);
  const [handler] = call.arguments;
  if (!ts.isCallExpression(step) || !handler || !isFunctionNode(handler) || !ts.isBlock(handler.body) || !isEmpty(handler.body)) return undefined;
  const tool = toolOf(recogniser, step);
  if (!tool || !FAILING.has(tool)) return undefined;
  return { location: locationOf(handler), step: locationOf(step.expression), edit: { span: { start: callee.expression.end, end: call.end }, newText: "" } };
}

function isEmpty(block: ts.Block): boolean {
  return fileOf(block).text.slice(spanOf(block).start + 1, block.end - 1).trim() === "";
}
