/** Recognises the calls of Inngest's step tools and says what is written in them. */
import ts from "typescript";
import { fileOf, functionAround } from "./ancestors.ts";
import { readEventReference } from "./event-types.ts";
import { readWaitExpressions } from "./expressions.ts";
import { readInvocation } from "./invocation.ts";
import { findLostIteration } from "./iteration.ts";
import { readLiteral } from "./literals.ts";
import type { EventReference, StepCall, StepIdArgument, StepTool, ValueLiteral } from "./model.ts";
import { readPayload } from "./payload.ts";
import { leastTimes } from "./repetition.ts";
import { propertyText, resolveValue, skipOuter } from "./resolve.ts";
import { TOOL_NAMES, roleOf } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { awaitPosition, settle } from "./settlement.ts";
import { locationOf, spanOf } from "./spans.ts";
import { readWrongFunction } from "./step-function.ts";
import { readRelativeSleep } from "./sleep-until.ts";
import { readStepId } from "./step-id.ts";
import { calleeOf } from "./type-facts.ts";
import { findMutations } from "./step-mutations.ts";
import { findMisreadOutput } from "./step-output.ts";
import { findUncheckedUse } from "./step-result.ts";
import { readIncompleteWait } from "./wait-options.ts";

/** The tool that a call calls, if it is one of Inngest's. */
export function toolOf(recogniser: Recogniser, call: ts.CallExpression): StepTool | undefined {
  const callee = skipOuter(call.expression);
  if (ts.isPropertyAccessExpression(callee) && !TOOL_NAMES.has(callee.name.text)) return undefined;
  if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee) && !ts.isIdentifier(callee)) return undefined;
  const typed = calleeOf(recogniser.files, callee);
  if (typed) return typed.kind === "tool" ? typed.tool : undefined;
  const role = roleOf(recogniser, callee);
  return role?.kind === "tool" ? role.tool : undefined;
}

export function readStepCall(recogniser: Recogniser, call: ts.CallExpression, tool: StepTool): StepCall {
  const { files } = recogniser;
  const file = fileOf(call);
  const callee = skipOuter(call.expression);
  const id = readStepId(files, call, tool);
  const { settlement, target } = settle(files, call);
  const awaitAt = awaitPosition(target);
  const outer = stepAround(recogniser, call);
  const invoked = tool === "invoke" ? readOption(recogniser, payloadArgument(call, id), "function") : undefined;
  const invocation = tool === "invoke" ? readInvocation(recogniser, payloadArgument(call, id)) : undefined;
  const duration = readDuration(recogniser, call, tool, id);
  const lostIn = findLostIteration(files, call);
  const use = tool === "waitForEvent" || tool === "waitForSignal" ? findUncheckedUse(call) : undefined;
  const typed = use && calleeOf(files, callee);
  const unchecked = use && typed?.kind === "tool" && typed.nullable ? { ...use, nullable: true } : use;
  const until = tool === "sleepUntil" ? call.arguments[1] : undefined;
  const sleepsFor = until && !ts.isSpreadElement(until) ? readRelativeSleep(files, until) : undefined;
  const date = until && !ts.isSpreadElement(until) ? readLiteral(files, until).value : undefined;
  const incomplete = tool === "waitForEvent" && id.kind === "id" ? readIncompleteWait(files, call) : undefined;
  const callback = tool === "run" ? call.arguments[1] : undefined;
  const wrongFunction = tool === "run" && id.kind === "id" ? readWrongFunction(files, call) : undefined;
  const mutates = callback ? findMutations(recogniser, call, callback) : [];
  const misread = callback ? findMisreadOutput(files, call, callback) : [];
  const times = leastTimes(files, call);
  const waitsFor = tool === "waitForEvent" ? readAwaitedEvent(recogniser, payloadArgument(call, id)) : undefined;
  const expressions = tool === "waitForEvent" ? readWaitExpressions(recogniser, payloadArgument(call, id)) : [];
  return {
    path: file.fileName,
    tool,
    id,
    span: spanOf(call),
    calleeSpan: spanOf(call.expression),
    receiver: ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee) ? callee.expression.getText(file) : "",
    settlement,
    ...(awaitAt === undefined ? {} : { awaitAt }),
    argumentSpans: call.arguments.map(spanOf),
    ...(tool === "sendEvent" ? { payload: readPayload(files, payloadArgument(call, id), call) } : {}),
    ...(waitsFor ? { waitsFor } : {}),
    ...(expressions.length > 0 ? { expressions } : {}),
    ...(invoked ? { invokes: readLiteral(files, invoked).value } : {}),
    ...(invocation ? { invocation } : {}),
    ...(duration ? { duration } : {}),
    ...(lostIn ? { lostIn } : {}),
    ...(outer ? { insideStep: locationOf(outer) } : {}),
    ...(unchecked ? { unchecked } : {}),
    ...(incomplete ? { incomplete } : {}),
    ...(wrongFunction ? { wrongFunction } : {}),
    ...(date?.kind === "string" || date?.kind === "number" ? { until: date } : {}),
    ...(sleepsFor ? { sleepsFor } : {}),
    ...(mutates.length > 0 ? { mutates } : {}),
    ...(misread.length > 0 ? { misread } : {}),
    ...(times > 1 ? { times } : {}),
  };
}

/** The step in whose callback a call is written. */
export function stepAround(recogniser: Recogniser, call: ts.CallExpression): ts.CallExpression | undefined {
  for (let node = functionAround(call); node; node = functionAround(node)) {
    if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) continue;
    const owner = node.parent;
    if (!ts.isCallExpression(owner) || owner.expression === node) continue;
    const tool = toolOf(recogniser, owner);
    if (tool === "run" || tool === "ai.wrap") return owner;
  }
  return undefined;
}

/** Where the id was forgotten, the payload stands in its place. */
function payloadArgument(call: ts.CallExpression, id: StepIdArgument): ts.Expression | undefined {
  const [first, second] = call.arguments;
  if (first && ts.isSpreadElement(first)) return first;
  return second ?? (id.kind === "missing" ? first : undefined);
}

function readAwaitedEvent(recogniser: Recogniser, options: ts.Expression | undefined): EventReference | undefined {
  const event = readOption(recogniser, options, "event");
  return event && readEventReference(recogniser.files, event);
}

function readDuration(recogniser: Recogniser, call: ts.CallExpression, tool: StepTool, id: StepIdArgument): ValueLiteral | undefined {
  const argument = payloadArgument(call, id);
  if (!argument || ts.isSpreadElement(argument)) return undefined;
  if (tool === "sleep") return readLiteral(recogniser.files, argument).value;
  if (tool !== "waitForEvent" && tool !== "waitForSignal" && tool !== "invoke") return undefined;
  const timeout = readOption(recogniser, argument, "timeout");
  return timeout && readLiteral(recogniser.files, timeout).value;
}

/** The expression written for an option in a literal object. */
function readOption(recogniser: Recogniser, options: ts.Expression | undefined, name: string): ts.Expression | undefined {
  const value = options && resolveValue(recogniser.files, options);
  if (value?.kind !== "node" || !ts.isObjectLiteralExpression(value.node)) return undefined;
  const property = value.node.properties.findLast((candidate) => candidate.name && propertyText(candidate.name) === name);
  if (!property) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}
