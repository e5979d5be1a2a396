/** One call request through the SDK's public handler. */
import { asObject } from "../../executor/json-object.ts";
import type { JsonValue } from "../../executor/model.ts";
import type { CallResponse } from "../../executor/ports.ts";
import { parseBody, toCallBody, toCallHeaders, toCallUrl, toLowerCase } from "../../wire/call-request.ts";
import { calls, type CallContext } from "./call-context.ts";
import { serveUrl } from "./functions.ts";
import type { Handler } from "./sdk.ts";

export function performCall(handler: Handler, context: CallContext): Promise<CallResponse> {
  const { request } = context;
  return calls.run(context, async () => {
    const { status, headers, body } = await handler({ method: "POST", url: toCallUrl(serveUrl, request), headers: { ...toCallHeaders(request), host: "stepwise.invalid" }, body: toCallBody(request) });
    const answered = typeof body === "string" ? parseBody(body) : body as JsonValue | undefined;
    return { status, headers: toLowerCase(headers), body: withLeftOut(answered, context), observed: Object.fromEntries(context.observed) };
  });
}

/** As many as the SDK itself names where it does not find a step. */
const mostFound = 25;

function withLeftOut(body: JsonValue | undefined, { leftOut }: CallContext): JsonValue | undefined {
  const answered = asObject(body);
  if (leftOut.length === 0 || answered["requestedStep"] === undefined) return body;
  const found = Array.isArray(answered["foundSteps"]) ? answered["foundSteps"] as readonly JsonValue[] : [];
  return { ...answered, foundSteps: [...found, ...leftOut.map((displayName) => ({ displayName }))].slice(0, mostFound) };
}
