/** `step.fetch` and `step.ai.infer`: requests that the engine makes in the function's place. */
import type { Engine } from "./engine.ts";
import type { LiveRun } from "./live-run.ts";
import type { JsonValue, PlannedStep } from "./model.ts";
import type { HttpRequest, HttpResponse } from "./ports.ts";

export type GatewayAnswer =
  | { readonly kind: "data"; readonly data: JsonValue }
  /** Tried again like a step that threw, unless it cannot get better. */
  | { readonly kind: "error"; readonly name: string; readonly message: string; readonly noRetry: boolean; readonly retryAfter: string | undefined };

type JsonObject = Readonly<Record<string, JsonValue>>;

const object = (value: JsonValue | undefined): JsonObject => (typeof value === "object" && value !== null && !Array.isArray(value) ? value as JsonObject : {});
const text = (value: JsonValue | undefined): string | undefined => (typeof value === "string" ? value : undefined);

function readHeaders(value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(object(value)).flatMap(([name, each]) => (each === null || each === "" ? [] : [[name.toLowerCase(), String(each)] as const])));
}

function readFetch({ opts }: PlannedStep): HttpRequest {
  const { url, method, headers, body } = object(opts);
  return { url: text(url) ?? "", method: text(method) ?? "GET", headers: readHeaders(headers), body: text(body) };
}

/** The adapters say where the model's key goes by the format of its API. */
function readInfer({ opts }: PlannedStep): HttpRequest {
  const { url, headers, auth_key: key, format, body } = object(opts);
  const given = text(key) ?? "";
  const authorization: Readonly<Record<string, string>> = given === "" ? {} : format === "anthropic" ? { "x-api-key": given } : format === "gemini" ? {} : { authorization: `Bearer ${given}` };
  const address = new URL(text(url) ?? "");
  if (format === "gemini" && given !== "" && !address.searchParams.has("key")) address.searchParams.set("key", given);
  return { url: address.href, method: "POST", headers: { "content-type": "application/json", ...authorization, ...readHeaders(headers) }, body: JSON.stringify(body ?? null) };
}

function readInferred({ status, headers, body }: HttpResponse): GatewayAnswer {
  if (status >= 400) {
    const noRetry = status < 500 && status !== 408 && status !== 429;
    return { kind: "error", name: "AIGatewayError", message: `the model answered ${status}: ${body.slice(0, 300)}`, noRetry, retryAfter: headers["retry-after"] };
  }
  try {
    return { kind: "data", data: JSON.parse(body) as JsonValue };
  } catch {
    return { kind: "error", name: "AIGatewayError", message: `the model answered what is not JSON: ${body.slice(0, 300)}`, noRetry: false, retryAfter: undefined };
  }
}

/** One attempt. A status is a result of `step.fetch`, whatever it is; only a request without an answer is an error. */
export async function askGateway(engine: Engine, live: LiveRun, step: PlannedStep): Promise<GatewayAnswer> {
  const release = engine.clock.hold("running");
  try {
    await engine.written?.();
    const infers = step.opcode === "AIGateway";
    const request = infers ? readInfer(step) : readFetch(step);
    const response = await engine.http(request, live.epoch.abort.signal);
    if (infers) return readInferred(response);
    return { kind: "data", data: { status_code: response.status, headers: response.headers, body: response.body } };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: "error", name, message, noRetry: name === "NetworkRefused", retryAfter: undefined };
  } finally {
    release();
  }
}
