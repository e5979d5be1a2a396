/** A call request in the form in which the SDK takes it (SDK specification 4.4), through either door. */
import type { JsonValue } from "../executor/model.ts";
import type { CallRequest } from "../executor/ports.ts";

/** `<url>?fnId=…&stepId=…`; what the serve endpoint's own address already asks for stays. */
export function toCallUrl(serveUrl: string, { functionId, stepId }: CallRequest): string {
  const url = new URL(serveUrl);
  url.searchParams.set("fnId", functionId);
  url.searchParams.set("stepId", stepId);
  return url.href;
}

export function toCallHeaders(request: CallRequest): Record<string, string> {
  return { "content-type": "application/json", ...toRunHeaders(request) };
}

/** By which the SDK knows a call. */
export function toRunHeaders({ runId, callId }: CallRequest): Record<string, string> {
  return { "x-run-id": runId, "x-request-id": callId, "x-inngest-server-kind": "dev", "x-inngest-signature": "" };
}

export function toCallBody(request: CallRequest): object {
  const { runId, stepId, event, events, steps, stack, defers, version, attempt, maxAttempts, disableImmediateExecution, checkpoint } = request;
  return {
    event, events, steps, ...(defers === undefined ? {} : { defers }), version, use_api: false,
    ctx: {
      run_id: runId, step_id: stepId, env: "dev", attempt, max_attempts: maxAttempts, use_api: false,
      disable_immediate_execution: disableImmediateExecution,
      stack: { stack, current: stack.length },
      // With both of these the SDK checkpoints, where the function has it on: by default on v4, not on v3.
      ...(checkpoint === true ? { fn_id: request.functionId, qi_id: request.callId } : {}),
    },
  };
}

export function toLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** JSON where it is JSON, else the text; undefined for nothing. */
export function parseBody(body: string): JsonValue | undefined {
  if (body === "") return undefined;
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return body;
  }
}
