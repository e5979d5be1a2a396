/**
 * What durable endpoints stream while their run goes on by calls: the SDK posts it call by call, and whoever asked the
 * endpoint reads it as one stream of server-sent events until the run has ended.
 */
import type http from "node:http";
import type { RunTokens } from "../api/run-tokens.ts";
import { corsHeaders } from "./guard.ts";

export interface RunStreamsOptions {
  readonly tokens: RunTokens;
  /** Resolves when the run has ended; undefined for one that is not known. */
  readonly whenEnded: (runId: string) => Promise<unknown> | undefined;
}

export interface RunStreams {
  /** False for a request that is none of theirs; nothing is read or written then. */
  answer(request: http.IncomingMessage, response: http.ServerResponse): boolean;
}

interface Channel {
  /** What has come so far, for who comes later. */
  past: string;
  /** The endpoint's response has come: nothing comes after it. */
  isOver: boolean;
  readonly readers: Set<http.ServerResponse>;
}

/** Of one run, kept for late readers; those who read already miss nothing. */
const keptLength = 1024 * 1024;
/** Runs whose stream is kept, the latest. */
const keptChannels = 100;
/** What a reader may leave unread. */
const unreadBytes = 16 * 1024 * 1024;
/** Milliseconds. The last call posts its stream beside its answer: it may come after the run's end, or not at all. */
const lateMs = 2000;

export function createRunStreams({ tokens, whenEnded }: RunStreamsOptions): RunStreams {
  const channels = new Map<string, Channel>();

  const channelOf = (runId: string): Channel => {
    const channel = channels.get(runId) ?? { past: "", isOver: false, readers: new Set() };
    channels.set(runId, channel);
    for (const [oldest, { readers }] of channels) {
      if (channels.size <= keptChannels) break;
      if (readers.size === 0) channels.delete(oldest);
    }
    return channel;
  };

  const take = (channel: Channel, text: string): void => {
    // The event's name may stand across two pieces.
    channel.isOver ||= (channel.past.slice(-100) + text).includes("event: inngest.response\n");
    if (channel.past.length + text.length <= keptLength) channel.past += text;
    for (const reader of channel.readers) {
      reader.write(text);
      if (reader.writableLength > unreadBytes) reader.destroy();
    }
  };

  const write = (runId: string, request: http.IncomingMessage, response: http.ServerResponse): void => {
    const channel = whenEnded(runId) === undefined ? undefined : channelOf(runId);
    request.setEncoding("utf8").on("data", (text: string) => { if (channel !== undefined) take(channel, text); });
    request.on("end", () => {
      response.writeHead(channel === undefined ? 404 : 200, { "content-type": "application/json" }).end("{}");
      if (channel?.isOver === true) for (const reader of channel.readers) reader.end();
    });
  };

  const read = (runId: string, request: http.IncomingMessage, response: http.ServerResponse): void => {
    const ended = whenEnded(runId);
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache", ...corsHeaders(request.headers.origin) });
    response.flushHeaders();
    const channel = ended === undefined ? undefined : channelOf(runId);
    if (channel !== undefined) response.write(channel.past);
    if (channel === undefined || channel.isOver) return void response.end();
    channel.readers.add(response);
    response.on("close", () => { channel.readers.delete(response); });
    void ended?.then(() => setTimeout(() => response.end(), lateMs).unref());
  };

  return {
    answer: (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://local.invalid");
      const isRead = request.method === "GET" && pathname === "/v1/realtime/sse";
      if (!isRead && !(request.method === "POST" && pathname === "/v1/realtime/publish/tee")) return false;
      const runId = isRead ? tokens.runOf(searchParams.get("token") ?? "") : searchParams.get("channel") ?? "";
      if (runId === undefined) response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify({ error: "the token is not one of this server", status: 401 }));
      else (isRead ? read : write)(runId, request, response);
      return true;
    },
  };
}
