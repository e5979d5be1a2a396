/** Durable endpoints of the program: handlers of HTTP requests, which are called here without a server. */
import path from "node:path";
import { endpointName, httpRequest } from "../../../../shared/inngest/endpoint-name.ts";
import { endpointRetries } from "../../executor/endpoint.ts";
import type { CallResponse, FunctionConfig } from "../../executor/ports.ts";
import { parseBody } from "../../wire/call-request.ts";
import { toEndpointCall } from "../../wire/endpoint-call.ts";
import { calls, type CallContext } from "./call-context.ts";
import { findCallSite } from "./call-site.ts";
import type { SdkClient } from "./sdk.ts";

/** As the adapters of `inngest/edge`, `inngest/node` and `inngest/next` make them. */
type EndpointHandler = (request: Request) => Promise<Response>;

interface Endpoint {
  readonly client: SdkClient;
  readonly handler: EndpointHandler;
  readonly place: { readonly path: string; readonly line: number } | undefined;
}

const made: Endpoint[] = [];

interface WithEndpoints extends SdkClient {
  endpoint?: (handler: unknown) => EndpointHandler;
}

/** Remembers the endpoints that a client makes; which they are is said nowhere else. */
export function watchEndpoints(client: WithEndpoints): void {
  const { endpoint } = client;
  if (typeof endpoint !== "function") return;
  client.endpoint = function watched(given) {
    const handler = endpoint.call(client, given);
    made.push({ client, handler, place: findCallSite(watched) });
    return handler;
  };
}

export interface LoadedEndpoint {
  readonly config: FunctionConfig;
  readonly handler: EndpointHandler;
}

/** The endpoints made so far, named by their lines: nothing in the code names them. */
export function collectEndpoints(program: string): ReadonlyMap<string, LoadedEndpoint> {
  const found = new Map<string, LoadedEndpoint>();
  for (const { client, handler, place } of made) {
    const name = endpointName(place?.line ?? found.size + 1, place === undefined || place.path === program ? undefined : path.basename(place.path));
    let localId = name;
    for (let n = 2; found.has(`${client.id}-${localId}`); n++) localId = `${name}:${n}`;
    const id = `${client.id}-${localId}`;
    found.set(id, { handler, config: { id, localId, name: localId, retries: endpointRetries, raw: null, triggers: [{ kind: "event", event: httpRequest, expression: undefined }] } });
  }
  return found;
}

export function performEndpointCall(handler: EndpointHandler, context: CallContext): Promise<CallResponse> {
  return calls.run(context, async () => {
    const { url, headers, ...init } = toEndpointCall(context.request);
    const response = await handler(new Request(url, { ...init, headers: { ...headers, host: new URL(url).host } })).catch(toResponse);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: parseBody(await response.text()), observed: Object.fromEntries(context.observed) };
  });
}

/** As the server around an endpoint answers what its adapter throws. */
function toResponse(error: unknown): Response {
  return Response.json(error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : { name: "Error", message: String(error) }, { status: 500 });
}
