/** One request to an app. `fetch` gives an answer up after five minutes; a step may take longer. */
import http from "node:http";
import https from "node:https";
import { setImmediate } from "node:timers/promises";
import { unpack } from "./unpack.ts";

export interface AppRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AppAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export type SendRequest = (request: AppRequest, signal: AbortSignal) => Promise<AppAnswer>;

/** What an app may answer at most: the state of a run may have 32 MiB, and a step of it four. */
const mostBytes = 64 * 1024 * 1024;

/** A connection that ended before the whole answer was there: the app may have worked on it. */
export class AnswerLost extends Error {
  override readonly name = "AnswerLost";
}

/** An answer that nobody reads to its end. */
export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/**
 * Connections are used again while they are warm. One that has rested may be closed by the app at the very moment it is used
 * again, and then nobody knows whether the app has begun; servers wait several seconds before they do.
 */
const kept = { keepAlive: true, timeout: 1000, maxFreeSockets: 100 };
const agents = { http: new http.Agent(kept), https: new https.Agent(kept) };

/**
 * Rejects with the system's own error (`ECONNREFUSED`) when the app was not reached, with `AnswerLost` when it was and the
 * answer did not come whole, with `AnswerTooLarge`, and with the signal's reason when aborted. Redirects are not followed.
 */
export const sendRequest: SendRequest = async (request, signal) => {
  // What has been closed shows when the event loop has turned once: from one check of its immediates to the next.
  await setImmediate();
  await setImmediate();
  return sendNow(request, signal);
};

const sendNow: SendRequest = ({ method, url, headers, body }, signal) => new Promise((resolve, reject) => {
  if (signal.aborted) { reject(signal.reason as Error); return; }
  const isSecure = url.startsWith("https:");
  let connected = false;
  const abort = (): void => { sent.destroy(); fail(signal.reason as Error); };
  const fail = (error: Error): void => {
    signal.removeEventListener("abort", abort);
    if (signal.aborted) reject(signal.reason as Error);
    else reject(connected && !(error instanceof AnswerTooLarge) ? new AnswerLost(error.message) : error);
  };
  const sent = (isSecure ? https : http).request(url, { method, agent: isSecure ? agents.https : agents.http, headers: { ...headers, ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }) } }, (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) response.destroy(new AnswerTooLarge(`more than ${mostBytes} bytes`));
      else chunks.push(chunk);
    });
    response.on("error", fail);
    response.on("end", () => {
      signal.removeEventListener("abort", abort);
      const named = Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value ?? ""]);
      try {
        const body = unpack(Buffer.concat(chunks), response.headers["content-encoding"], mostBytes);
        if (body === "too large") throw new AnswerTooLarge(`more than ${mostBytes} bytes`);
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(named) as Record<string, string>, text: body.toString("utf8") });
      } catch (error) {
        fail(error as Error);
      }
    });
  });
  signal.addEventListener("abort", abort, { once: true });
  sent.on("socket", (socket) => {
    if (sent.reusedSocket) connected = true;
    else socket.once(isSecure ? "secureConnect" : "connect", () => { connected = true; });
  });
  sent.on("error", fail);
  sent.end(body);
});
