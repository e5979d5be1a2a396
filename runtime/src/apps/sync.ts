/** Asks an app to register: the SDK never does so by itself. */
import { asObject } from "../executor/json-object.ts";
import { doesNotAnswer, findAnswerProblem, howToStart, inCloudMode } from "./read-answer.ts";
import { parseBody } from "../wire/call-request.ts";
import type { AppAnswer, SendRequest } from "./send-request.ts";

export interface SyncOptions {
  readonly send: SendRequest;
  /** This server's address. */
  readonly origin: () => string;
  /** Whether a registration with this mark has arrived. */
  readonly arrived: (mark: string) => boolean;
  /** A mark that no one can guess. */
  readonly createMark: () => string;
}

const headers = { "content-type": "application/json", "x-inngest-server-kind": "dev" };

/**
 * Asks the app at `url` once. Undefined when it has registered here; else one sentence that says what is wrong. An app in
 * cloud mode is not asked: it would register with Inngest's own servers. The mark comes back with the registration
 * (`deployId`), which shows that the app's requests reach this server and no other.
 */
export async function askToRegister(url: string, { send, origin, arrived, createMark }: SyncOptions, signal: AbortSignal): Promise<string | undefined> {
  const mark = createMark();
  const address = new URL(url);
  address.searchParams.set("deployId", mark);
  try {
    const described = await send({ method: "GET", url, headers }, signal);
    const { mode } = asObject(parseBody(described.text));
    const problem = mode === "cloud" ? inCloudMode(url, origin()) : findAnswerProblem(url, described, origin()) ?? findOwnError(url, described);
    if (problem !== undefined) return problem;
    const answer = await send({ method: "PUT", url: address.href, headers, body: "{}" }, signal);
    const { message } = asObject(parseBody(answer.text));
    if (!arrived(mark)) return findAnswerProblem(url, answer, origin()) ?? registersElsewhere(url, origin());
    return answer.status === 200 ? undefined : `the app at ${url} did not register: ${String(message ?? answer.status)}`;
  } catch (error) {
    if (signal.aborted) throw error;
    return doesNotAnswer(url, error);
  }
}

export const registersElsewhere = (url: string, origin: string): string => `the app at ${url} registers elsewhere, not with this server: ${howToStart(origin)}`;

/** The SDK cannot answer as its `serve()` was set up, and says why. */
function findOwnError(url: string, { status, text }: AppAnswer): string | undefined {
  const { message, __serialized: isError } = asObject(parseBody(text));
  return status >= 500 && isError === true ? `the app at ${url} answers with an error: ${String(message)}` : undefined;
}
