/** Durable endpoints: runs that stand for one HTTP request, which the SDK makes into their event. */
import { httpRequest } from "../../../shared/inngest/endpoint-name.ts";
import { asObject } from "./json-object.ts";
import type { InngestEvent, JsonValue, RunState } from "./model.ts";

/** What `inngest.endpoint()` retries when its adapter's options do not say. */
export const endpointRetries = 3;

/** Such a function is registered nowhere: its request says all there is to know. */
export function isEndpoint({ events: [event] }: Pick<RunState, "events">): boolean {
  return event?.name === httpRequest;
}

export interface EndpointRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string;
  /** Of whoever asked; empty where it is not known. */
  readonly ip: string;
  readonly body: string;
  /** `functionId` of the adapter's options; empty without it. */
  readonly functionId: string;
}

/** What the event says of the request; one sentence where it is none. */
export function readEndpointRequest({ name, data }: Pick<InngestEvent, "name" | "data">): EndpointRequest | string {
  const { domain, path, query_params: query, method, body, content_type: contentType, ip, fn } = asObject(data);
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  if (name !== httpRequest) return `a run of an endpoint begins with the event \`${httpRequest}\`, not \`${name}\``;
  if (!/^[A-Z]+$/.test(text(method))) return "`event.data.method` is an HTTP method such as `POST`";
  if (!URL.canParse(text(path), text(domain)) || !/^https?:$/.test(new URL(text(domain)).protocol)) return "`event.data.domain` and `path` are an http address such as `http://localhost:3000` and `/api/checkout`";
  const url = new URL(text(path), text(domain));
  if (url.origin !== new URL(text(domain)).origin) return "`event.data.path` begins with one slash";
  url.search = text(query);
  return { method: text(method), url: url.href, contentType: text(contentType), ip: text(ip), body: text(body), functionId: text(fn) };
}

/** The id under which runs of the endpoint stand: what the app calls it, else method and path. */
export function endpointId({ functionId, method, url }: EndpointRequest): string {
  return functionId === "" ? `${method} ${new URL(url).pathname}` : functionId;
}

const exampleOrigin = "http://localhost:3000";

/**
 * `data` of the event for a request as people write it: `{ method?, url?, body? }`, where `url` may be a path and `body` any
 * JSON. What the SDK's own event has is taken as it is. One sentence where it is no request.
 */
export function toEndpointData(given: JsonValue | undefined): JsonValue | string {
  const { url = "/", body, method = body === undefined ? "GET" : "POST", ...own } = asObject(given);
  if (typeof url !== "string" || !URL.canParse(url, exampleOrigin)) return "`event.data.url` is an address such as `http://localhost:3000/api/checkout?plan=pro`, or its path";
  const { origin, pathname, search } = new URL(url, exampleOrigin);
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const asked = { method, domain: origin, path: pathname, query_params: search.slice(1), content_type: body === undefined || typeof body === "string" ? "" : "application/json", ip: "", fn: "", body: text, ...own };
  const request = readEndpointRequest({ name: httpRequest, data: asked as JsonValue });
  return typeof request === "string" ? request : asked as JsonValue;
}
