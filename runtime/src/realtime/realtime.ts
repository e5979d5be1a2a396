/** What functions publish, and who listens over a WebSocket, as the SDK's `realtime.subscribe` and its hook for React do. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { answer, refuse, type Asked, type Route } from "../api/routes.ts";
import type { RunTokens } from "../api/run-tokens.ts";
import type { JsonValue } from "../executor/model.ts";
import type { SdkApiResponse } from "../executor/ports.ts";
import { fromToken, readTopics, toToken, type Subscription } from "./subscription.ts";

export interface RealtimeOptions {
  readonly tokens: RunTokens;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Composite id of the function whose run this is; undefined for one that is not known. */
  readonly functionOf: (runId: string) => string | undefined;
}

export interface Realtime {
  /** Tokens, and messages that are published whole. */
  readonly routes: readonly Route[];
  /** Takes a stream that is published piece by piece; false for another request, of which nothing is read or written then. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** False for a path that is not this one's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Ends every connection. */
  close(): void;
}

const connectPath = "/v1/realtime/connect";
const publishPath = "/v1/realtime/publish";
/** Listeners have nothing to say. */
const mostBytes = 1024;
/** What a listener may leave unread. */
const unreadBytes = 16 * 1024 * 1024;

/** Where a message goes, and what it comes from. */
interface Address {
  readonly channel: string;
  readonly topics: readonly string[];
  readonly runId: string | undefined;
}

/** A sentence when it goes nowhere. */
function readAddress(query: URLSearchParams): Address | string {
  const [channel = "", topics] = [query.get("channel") ?? "", query.getAll("topic").filter((topic) => topic !== "")];
  if (channel === "" || topics.length === 0) return "what is published needs a channel and a topic: ?channel=…&topic=…";
  return { channel, topics, runId: query.get("run_id") ?? undefined };
}

export function createRealtime({ tokens, now, functionOf }: RealtimeOptions): Realtime {
  const server = new WebSocketServer({ noServer: true, maxPayload: mostBytes });
  const listeners = new Map<WebSocket, Subscription>();

  const publish = ({ channel, topics, runId }: Address, message: { readonly kind: string; readonly data: JsonValue; readonly stream_id?: string }): void => {
    const fnId = runId === undefined ? undefined : functionOf(runId);
    const from = { ...(runId === undefined ? {} : { run_id: runId }), ...(fnId === undefined ? {} : { fn_id: fnId }), created_at: new Date(now()).toISOString() };
    for (const topic of topics) {
      const text = JSON.stringify({ ...message, channel, topic, ...from });
      for (const [socket, subscription] of listeners) {
        if (subscription.get(channel)?.has(topic) !== true) continue;
        if (socket.bufferedAmount > unreadBytes) socket.terminate();
        else socket.send(text);
      }
    }
  };

  const makeToken = ({ body }: Asked): SdkApiResponse => {
    const subscription = readTopics(body);
    return typeof subscription === "string" ? refuse(400, subscription) : answer(201, { jwt: toToken(subscription, tokens) });
  };
  const takeMessage = ({ query, body = null }: Asked): SdkApiResponse => {
    const address = readAddress(query);
    if (typeof address === "string") return refuse(400, address);
    publish(address, { kind: "data", data: body });
    return answer(200, { data: {} });
  };

  const takeStream = (address: Address, request: IncomingMessage, response: ServerResponse): void => {
    const id = randomUUID();
    publish(address, { kind: "datastream-start", data: id });
    request.setEncoding("utf8").on("data", (data: string) => { publish(address, { kind: "chunk", data, stream_id: id }); });
    request.on("error", () => undefined);
    // Also of a publisher that is gone: who listens is not to wait for the rest.
    request.on("close", () => {
      publish(address, { kind: "datastream-end", data: id });
      if (!response.destroyed) response.writeHead(200, { "content-type": "application/json" }).end('{"data":{}}');
    });
  };

  return {
    routes: [
      { path: "/v1/realtime/token", answers: { POST: makeToken } },
      { path: publishPath, answers: { POST: takeMessage } },
      { path: connectPath, answers: { GET: () => ({ ...refuse(426, "subscriptions are heard over a WebSocket"), headers: { upgrade: "websocket" } }) } },
    ],
    answer: (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://local.invalid");
      if (request.method !== "POST" || pathname !== publishPath || request.headers["content-type"] !== "text/stream") return false;
      const address = readAddress(searchParams);
      if (typeof address === "string") response.writeHead(400, { "content-type": "application/json", connection: "close" }).end(JSON.stringify({ error: address, status: 400 }));
      else takeStream(address, request, response);
      return true;
    },
    upgrade: (request, socket, head) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://local.invalid");
      if (pathname !== connectPath) return false;
      const subscription = fromToken(searchParams.get("token") ?? "", tokens);
      if (subscription === undefined) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-type: text/plain\r\n\r\nthe token is not one of this server");
        return true;
      }
      server.handleUpgrade(request, socket, head, (listener) => {
        listeners.set(listener, subscription);
        listener.on("close", () => { listeners.delete(listener); });
        listener.on("error", () => { listener.terminate(); });
      });
      return true;
    },
    close: () => {
      for (const listener of server.clients) listener.terminate();
      server.close();
    },
  };
}
