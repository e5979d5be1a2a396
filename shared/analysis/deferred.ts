/** `createDefer(client, options, handler)` and `createScorer(…)` of SDK v4: functions that another one starts with `defer`. */
import ts from "typescript";
import { functionOf, bindContext, readId } from "./create-function.ts";
import type { CreateFunctionCall } from "./create-function.ts";
import { readFunctionExpressions } from "./expressions.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { spanOf } from "./spans.ts";

const MAKERS: ReadonlySet<string> = new Set(["createDefer", "createScorer"]);

/** Cheap first: asked of every call. */
export function isDeferred(recogniser: Recogniser, call: ts.CallExpression): boolean {
  const callee = skipOuter(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : "";
  if (!MAKERS.has(name)) return false;
  const value = resolveValue(recogniser.files, callee);
  return value.kind === "package" && value.name === "inngest" && MAKERS.has(value.members.at(-1) ?? "");
}

/** As a function without triggers. */
export function readDeferred(recogniser: Recogniser, call: ts.CallExpression): CreateFunctionCall {
  const [client, options, last] = call.arguments;
  const id = readId(recogniser, options);
  const handler = last && functionOf(recogniser, last, 6);
  if (handler) bindContext(recogniser, handler, {});
  return {
    call, site: { files: recogniser.files, call, handedOn: false }, ...(client ? { client } : {}), ...(options ? { options } : {}),
    id: id?.value ?? { kind: "unknown" }, idSpan: spanOf(id?.node ?? options ?? call.expression), triggers: [], cancelOn: [],
    expressions: options ? readFunctionExpressions(recogniser, resolveValue(recogniser.files, options), undefined) : [], handler, onFailure: undefined,
  };
}
