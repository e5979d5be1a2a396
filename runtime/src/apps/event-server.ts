/**
 * Where an app sends its events: what the app itself tells, before any code of a function runs. SDK v4 says with its
 * registration whether anything names another event API. Other versions are asked to fetch a run's events, which they do
 * from the same server that `baseUrl` and `INNGEST_BASE_URL` lead to; there is no such run, so nothing is executed.
 */
import { asObject } from "../executor/json-object.ts";
import { parseBody } from "../wire/call-request.ts";
import { doesNotAnswer, howToStart } from "./read-answer.ts";
import type { App } from "./registration.ts";
import type { AppRequest, SendRequest } from "./send-request.ts";

export interface EventServerOptions {
  readonly send: SendRequest;
  /** This server's address. */
  readonly origin: string;
  /** A run's id that no one can guess; its events will be asked for here, if anywhere. */
  readonly createRunId: () => string;
  /** Whether they have been. */
  readonly isAsked: (runId: string) => boolean;
}

const normalise = (address: string): string => new URL(address).origin.replace(/\/\/(localhost|\[::1\])(?=:|$)/, "//127.0.0.1");

/** Whether two addresses are of one server, also as other names of this machine. */
export const isSameServer = (one: string, other: string): boolean => URL.canParse(one) && URL.canParse(other) && normalise(one) === normalise(other);

/** Whether a text is, or begins with, an address of Inngest's event API. */
export const isEventHost = (text: string): boolean => /^(?:https?:)?(?:\/\/)?(?:[\w-]+\.)*inn\.gs\.?(?:[:/?#]|$)/i.test(text.trim());

const headers = { "content-type": "application/json", "x-inngest-server-kind": "dev", "x-inngest-signature": "" };

const elsewhere = ({ url }: App, origin: string): string =>
  `the app at ${url} sends its events elsewhere, so that real ones could leave: remove \`baseUrl\` from its code and INNGEST_BASE_URL and INNGEST_EVENT_API_BASE_URL from its environment, and ${howToStart(origin)}`;

export interface EventServer {
  /** One sentence where the app sends events elsewhere, or may. */
  readonly problem: string | undefined;
  /** True where `INNGEST_EVENT_API_BASE_URL` may be set, for all that the app tells. */
  readonly isUnsure: boolean;
  readonly hasEventKey: boolean;
}

export async function findEventServer(app: App, options: EventServerOptions, signal: AbortSignal): Promise<EventServer> {
  const { send, origin, createRunId, isAsked } = options;
  const isUnsure = app.redirectsEvents === undefined;
  try {
    const described = asObject(parseBody((await send({ method: "GET", url: app.url, headers }, signal)).text));
    const found = { isUnsure, hasEventKey: described["has_event_key"] !== false };
    // Version 3 then looks for a dev server before each event, and sends it to the cloud where there is none any more.
    if (asObject(described["extra"])["is_mode_explicit"] === false) return { ...found, problem: `the app at ${app.url} is not told to be in development, and would send its events to Inngest's cloud as soon as the debugger is gone: ${howToStart(origin)}` };
    if (app.redirectsEvents === true) return { ...found, problem: elsewhere(app, origin) };
    if (!isUnsure) return { ...found, problem: undefined };
    const runId = createRunId();
    await send(toFetchingCall(app, runId), signal);
    return { ...found, problem: isAsked(runId) ? undefined : elsewhere(app, origin) };
  } catch (error) {
    if (signal.aborted) throw error;
    return { isUnsure, hasEventKey: true, problem: doesNotAnswer(app.url, error) };
  }
}

/** A call whose events and steps the SDK has to fetch. */
function toFetchingCall({ url, functions: [fn] }: App, runId: string): AppRequest {
  const address = new URL(url);
  address.searchParams.set("fnId", fn?.id ?? "");
  address.searchParams.set("stepId", "step");
  const event = { name: "inngest/function.invoked", data: {} };
  const ctx = { run_id: runId, step_id: "step", attempt: 0, use_api: true, disable_immediate_execution: true, stack: { stack: [], current: 0 } };
  return { method: "POST", url: address.href, headers: { ...headers, "x-run-id": runId }, body: JSON.stringify({ event, events: [event], steps: {}, version: -1, use_api: true, ctx }) };
}
