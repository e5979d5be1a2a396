/** Tells an answer of the SDK's from what else may listen at an app's address, and says in one sentence what is wrong. */
import { asObject } from "../executor/json-object.ts";
import type { JsonValue } from "../executor/model.ts";
import type { CallResponse } from "../executor/ports.ts";
import { parseBody } from "../wire/call-request.ts";
import type { AppAnswer } from "./send-request.ts";

type Answer = Pick<CallResponse, "status" | "headers" | "body">;

/** How to start an app so that it works with the server at `origin`. */
export const howToStart = (origin: string): string => `start it with INNGEST_DEV=${origin}`;

function isCloud({ status, text }: AppAnswer): boolean {
  const body = asObject(parseBody(text));
  return (status === 500 && body["code"] === "internal_server_error") || (status === 401 && body["message"] === "Unauthorized");
}

export const doesNotAnswer = (url: string, error: unknown): string => `the app at ${url} does not answer (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`;

export const inCloudMode = (url: string, origin: string): string => `the app at ${url} is in cloud mode and refuses local calls: ${howToStart(origin)}`;

/** A sentence when the SDK did not answer, or will not as it was started; `origin` is this server's. */
export function findAnswerProblem(url: string, answer: AppAnswer, origin: string): string | undefined {
  if (isCloud(answer)) return inCloudMode(url, origin);
  if (answer.headers["x-inngest-sdk"] !== undefined || answer.headers["x-inngest-framework"] !== undefined) return undefined;
  const shown = answer.text.trim().replaceAll(/\s+/g, " ").slice(0, 100);
  const isRoot = new URL(url).pathname === "/";
  if (isRoot) return `${url} is no \`serve()\` of the Inngest SDK (${answer.status}); its path is usually /api/inngest`;
  if (answer.status === 404) return `${url} answers 404: there is no \`serve()\` at this path`;
  if (answer.status >= 300 && answer.status < 400) return `${url} redirects to ${answer.headers["location"] ?? "elsewhere"}: name the address of \`serve()\` itself`;
  return `${url} answers ${answer.status} and is no \`serve()\` of the Inngest SDK${shown === "" ? "" : `: ${shown}`}`;
}

/** JSON, and where steps are reported one of them or a list; all else was cut or is not the SDK's. */
function isWhole(status: number, text: string, body: JsonValue | undefined): boolean {
  if (status < 400 && (body === undefined || (status !== 200 && status !== 206))) return false;
  if (status === 206) return (Array.isArray(body) ? body : [body]).every((step) => typeof step === "object" && step !== null);
  return status !== 200 || typeof body !== "string" || text.trimStart().startsWith('"');
}

/**
 * The SDK's answer; a sentence when it is not whole, or when its stream ended without one. Taken out of the stream where it streams: 201, blanks while it works, then
 * `{ status, headers, body }`.
 */
export function readAnswer({ status, headers, text }: AppAnswer): Answer | string {
  if (status !== 201) {
    const body = parseBody(text);
    return isWhole(status, text, body) ? { status, headers, body } : `the app answered ${status} with what the SDK does not answer: ${text.trim().slice(0, 100) || "nothing"}`;
  }
  const streamed = asObject(parseBody(text.trim()));
  const inner = asObject(streamed["headers"]);
  const named = Object.fromEntries(Object.entries(inner).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const { body, version } = streamed;
  if (typeof streamed["status"] !== "number") return `the stream of the app ended without an answer: ${text.trim().slice(0, 100)}`;
  return {
    status: streamed["status"], body: typeof body === "string" ? parseBody(body) : body,
    headers: { ...headers, ...named, ...(typeof version === "number" ? { "x-inngest-req-version": String(version) } : {}) },
  };
}
