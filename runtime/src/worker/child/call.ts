/** One call request through the SDK's public handler. */
import type { JsonValue } from "../../executor/model.ts";
import type { CallRequest, CallResponse } from "../../executor/ports.ts";
import { calls, type CallContext } from "./call-context.ts";
import { serveUrl } from "./functions.ts";
import type { Handler } from "./sdk.ts";

/** Wire format: POST with `fnId` and `stepId` in the query, SDK specification 4.4. */
export function performCall(handler: Handler, context: CallContext): Promise<CallResponse> {
  const { request } = context;
  const url = `${serveUrl}?fnId=${encodeURIComponent(request.functionId)}&stepId=${encodeURIComponent(request.stepId)}`;
  return calls.run(context, async () => {
    const { status, headers, body } = await handler({ method: "POST", url, headers: requestHeaders(request), body: requestBody(request) });
    return { status, headers: lowerCase(headers), body: readBody(body), observed: Object.fromEntries(context.observed) };
  });
}

function requestHeaders({ runId }: CallRequest): Record<string, string> {
  return { "content-type": "application/json", "host": "stepwise.invalid", "x-run-id": runId, "x-inngest-server-kind": "dev", "x-inngest-signature": "" };
}

function requestBody(request: CallRequest): object {
  const { runId, stepId, event, events, steps, stack, version, attempt, maxAttempts, disableImmediateExecution, checkpoint } = request;
  return {
    event, events, steps, version, use_api: false,
    ctx: {
      run_id: runId, step_id: stepId, env: "dev", attempt, max_attempts: maxAttempts, use_api: false,
      disable_immediate_execution: disableImmediateExecution,
      stack: { stack, current: stack.length },
      // With both of these the SDK checkpoints, where the function has it on: by default on v4, not on v3.
      ...(checkpoint === true ? { fn_id: request.functionId, qi_id: request.callId } : {}),
    },
  };
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function readBody(body: unknown): JsonValue | undefined {
  if (typeof body !== "string") return body as JsonValue | undefined;
  if (body === "") return undefined;
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return body;
  }
}
