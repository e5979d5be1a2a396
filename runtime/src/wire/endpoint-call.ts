/** A call of a durable endpoint: the request that began the run once more, with headers by which the SDK knows what it is for. */
import { readEndpointRequest } from "../executor/endpoint.ts";
import type { CallRequest } from "../executor/ports.ts";
import { toRunHeaders } from "./call-request.ts";

/** The SDK asks for the run's results itself, at `/v0/runs/{id}/actions`. Throws when the run's event is no request. */
export function toEndpointCall(request: CallRequest): { readonly method: string; readonly url: string; readonly headers: Record<string, string>; readonly body?: string } {
  const asked = readEndpointRequest(request.event);
  if (typeof asked === "string") throw new Error(asked);
  const { stepId, version, disableImmediateExecution } = request;
  return {
    method: asked.method, url: asked.url, ...(asked.body === "" ? {} : { body: asked.body }),
    headers: {
      ...toRunHeaders(request), ...(asked.contentType === "" ? {} : { "content-type": asked.contentType }), ...(asked.ip === "" ? {} : { "x-forwarded-for": asked.ip }),
      "x-inngest-step-id": stepId, "x-inngest-force-step-plan": String(disableImmediateExecution), ...(version > 0 ? { "x-inngest-req-version": String(version) } : {}),
    },
  };
}
