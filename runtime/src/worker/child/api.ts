/** Inngest's API as this process sees it: every request is handed to the engine, none leaves. */
import type { JsonValue } from "../../executor/model.ts";
import type { SdkApiResponse } from "../../executor/ports.ts";
import { parseBody } from "../../wire/call-request.ts";
import { calls, findExecutingStep } from "./call-context.ts";
import { ask } from "./channel.ts";

export interface RawApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Register = (body: JsonValue | undefined) => void;
let register: Register | undefined;

/** While the functions' configuration is asked for, the SDK's registration request is answered here. */
export async function withRegistration(receive: Register, work: () => Promise<void>): Promise<void> {
  register = receive;
  try {
    await work();
  } finally {
    register = undefined;
  }
}

export async function answer(request: RawApiRequest): Promise<SdkApiResponse> {
  const body = parseBody(request.body);
  const { pathname } = new URL(request.path, "http://api");
  if (pathname === "/dev") return { status: 200, body: {} };
  if (pathname === "/fn/register" && register !== undefined) {
    register(body);
    return { status: 200, body: { ok: true, modified: true } };
  }
  const call = calls.getStore();
  const step = await findExecutingStep();
  return ask({
    method: request.method.toUpperCase(),
    ...withoutSecrets(request),
    body,
    call: call === undefined ? undefined : { callId: call.request.callId, runId: call.request.runId, stepId: step ?? call.request.stepId },
  });
}

/** A key in the user's code or environment goes no further than this process. */
function withoutSecrets({ path, headers }: RawApiRequest): Pick<RawApiRequest, "path" | "headers"> {
  const shown = Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization");
  return { path: path.replace(/^\/e\/[^/?]+/, "/e/local"), headers: Object.fromEntries(shown) };
}

/** As it goes over HTTP; `text` is null where the status allows no content. */
export function toRaw({ status, body, text, headers }: SdkApiResponse): { readonly text: string | null; readonly headers: Record<string, string> } {
  const isEmpty = status === 204 || status === 304;
  return { text: isEmpty ? null : text ?? JSON.stringify(body), headers: { "content-type": "application/json", "x-inngest-server-kind": "dev", ...headers } };
}

/** `fetch` for the SDK's clients: whatever the address, the engine answers. */
export async function fetchFromEngine(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init === undefined ? undefined : { ...init, signal: null });
  const url = new URL(request.url);
  const response = await answer({
    method: request.method,
    path: url.pathname + url.search,
    headers: Object.fromEntries(request.headers),
    body: request.body === null ? "" : await request.text(),
  });
  const { text, headers } = toRaw(response);
  return new Response(text, { status: response.status, headers });
}
