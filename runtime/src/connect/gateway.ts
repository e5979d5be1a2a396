/** Apps that connect instead of being called: each holds a WebSocket to this server, over which its functions are called. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { readRegistration, type App } from "../apps/registration.ts";
import { AnswerLost, type AppAnswer, type SendRequest } from "../apps/send-request.ts";
import { parseBody } from "../wire/call-request.ts";
import { kinds, readConnectMessage, readFields, readReply, readWorkerConnect, textOf, writeConnectMessage, writeExecutorRequest, writeFields, type WorkerReply } from "./messages.ts";

const protocol = "v0.connect.inngest.com";
const gatewayPath = "/v0/connect/gateway";
/** An app whose connection is gone may come back with the answer within this time. */
const lostMs = 10_000;
/** Begun and not used yet. */
const mostSessions = 1000;
const mostBytes = 64 * 1024 * 1024;

export interface GatewayOptions {
  /** `http://127.0.0.1:8288`. */
  readonly origin: () => string;
  /** Takes a connected app; a sentence when it cannot. */
  readonly onApp: (app: App) => string | undefined;
}

export interface Gateway {
  /** Answers the two HTTP requests of `connect()`, in bytes; undefined for others. */
  answer(path: string, body: Uint8Array): Uint8Array | undefined;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** As `sendRequest`, for addresses of the form `connect://<app>/`. */
  readonly send: SendRequest;
  /** Ends every connection; what is asked of them ends by its own signal. */
  close(): void;
}

interface Connection {
  readonly socket: WebSocket;
  readonly apps: ReadonlySet<string>;
  /** It drains: its answers are taken, and nothing new is asked of it. */
  paused: boolean;
}

interface Pending {
  readonly settle: (reply: WorkerReply | Error) => void;
  connection: Connection;
  lost: NodeJS.Timeout | undefined;
}

export const isConnected = (url: string): boolean => url.startsWith("connect:");

/** As the SDK answers over HTTP. */
function toAnswer({ status, body, noRetry, retryAfter, sdkVersion, requestVersion }: WorkerReply): AppAnswer {
  // An error that is not to be tried again comes as `done`.
  const http = status === "notCompleted" ? 206 : status === "error" ? 500 : noRetry ? 400 : 200;
  return {
    status: http, text: body,
    headers: { "x-inngest-sdk": sdkVersion || "connect", "x-inngest-req-version": String(requestVersion), "x-inngest-no-retry": String(noRetry), ...(retryAfter === "" ? {} : { "retry-after": retryAfter }) },
  };
}

export function createGateway({ origin, onApp }: GatewayOptions): Gateway {
  const server = new WebSocketServer({ noServer: true, maxPayload: mostBytes, handleProtocols: (offered) => (offered.has(protocol) ? protocol : false) });
  const sessions = new Set<string>();
  const connections = new Set<Connection>();
  const pending = new Map<string, Pending>();

  const takeReply = (payload: Uint8Array): string => {
    const reply = readReply(payload);
    pending.get(reply.requestId)?.settle(reply);
    return reply.requestId;
  };

  /** Undefined when the apps are taken; else why not. */
  const register = (payload: Uint8Array): ReadonlySet<string> | string => {
    const { sessionToken, sdkVersion, apps } = readWorkerConnect(payload);
    if (!sessions.delete(sessionToken)) return "the connection has no session of this server";
    for (const { name, functions } of apps) {
      const app = readRegistration({ appName: name, url: "http://connect.invalid/", sdk: `js:${sdkVersion}`, framework: "connect", functions: parseBody(functions) ?? [] });
      const problem = typeof app === "string" ? app : onApp({ ...app, url: `connect://${encodeURIComponent(name)}/` });
      if (problem !== undefined) return problem;
    }
    return new Set(apps.map(({ name }) => name));
  };

  const accept = (socket: WebSocket): void => {
    const say = (kind: number, payload?: Uint8Array): void => { socket.send(writeConnectMessage(kind, payload)); };
    let connection: Connection | undefined;
    const handle = (bytes: Uint8Array): void => {
      const { kind, payload } = readConnectMessage(bytes);
      if (kind === kinds.workerConnect) {
        const apps = register(payload);
        if (typeof apps === "string") {
          say(kinds.syncFailed);
          socket.close(4000, apps.slice(0, 100));
          return;
        }
        connection = { socket, apps, paused: false };
        // Ready before it is asked anything.
        say(kinds.connectionReady, writeFields({ 1: "10s", 2: "5s" }));
        connections.add(connection);
      } else if (kind === kinds.workerHeartbeat) say(kinds.gatewayHeartbeat);
      else if (kind === kinds.pause && connection !== undefined) connection.paused = true;
      else if (kind === kinds.reply) say(kinds.replyAck, writeFields({ 1: takeReply(payload) }));
      else if (kind === kinds.extendLease) {
        const fields = readFields(payload);
        const requestId = textOf(fields, 1);
        const asked = pending.get(requestId);
        if (asked !== undefined && connection !== undefined) {
          clearTimeout(asked.lost);
          asked.connection = connection;
        }
        // Without a new lease the app knows that nobody waits for the answer any more.
        say(kinds.extendLeaseAck, writeFields({ 1: requestId, 2: textOf(fields, 2), 3: textOf(fields, 3), 4: textOf(fields, 4), 5: textOf(fields, 5), ...(asked === undefined ? {} : { 6: textOf(fields, 10) }) }));
      }
    };
    socket.on("message", (data: Buffer) => {
      try {
        handle(new Uint8Array(data));
      } catch (error) {
        socket.close(1007, error instanceof Error ? error.message.slice(0, 100) : "not a message");
      }
    });
    socket.on("error", () => { socket.terminate(); });
    socket.on("close", () => {
      if (connection === undefined) return;
      connections.delete(connection);
      for (const asked of pending.values()) {
        if (asked.connection === connection) asked.lost = setTimeout(() => { asked.settle(new AnswerLost("its connection was closed")); }, lostMs);
      }
    });
    say(kinds.hello);
  };

  const send: SendRequest = ({ url, headers, body = "" }, signal) => new Promise((resolve, reject) => {
    const { hostname, searchParams } = new URL(url);
    const appName = decodeURIComponent(hostname);
    const connection = [...connections].find(({ apps, paused }) => !paused && apps.has(appName));
    if (connection === undefined) { reject(Object.assign(new Error("it is not connected"), { code: "not connected" })); return; }
    const requestId = headers["x-request-id"] ?? randomUUID();
    const abort = (): void => { settle(signal.reason as Error); };
    const settle = (reply: WorkerReply | Error): void => {
      signal.removeEventListener("abort", abort);
      clearTimeout(asked.lost);
      pending.delete(requestId);
      if (reply instanceof Error) reject(reply);
      else resolve(toAnswer(reply));
    };
    const asked: Pending = { settle, connection, lost: undefined };
    pending.set(requestId, asked);
    signal.addEventListener("abort", abort, { once: true });
    connection.socket.send(writeConnectMessage(kinds.executorRequest, writeExecutorRequest({
      requestId, appName, functionSlug: searchParams.get("fnId") ?? "", stepId: searchParams.get("stepId") ?? "", runId: headers["x-run-id"] ?? "", body, traceParent: headers["traceparent"] ?? "",
    })));
  });

  return {
    answer: (path, body) => {
      if (path === "/v0/connect/start") {
        const token = randomUUID();
        sessions.add(token);
        for (const oldest of sessions) if (sessions.size > mostSessions) sessions.delete(oldest);
        return writeFields({ 1: randomUUID(), 2: `${origin().replace(/^http/, "ws")}${gatewayPath}`, 3: "local", 4: token, 5: token });
      }
      return path === "/v0/connect/flush" ? writeFields({ 1: takeReply(body) }) : undefined;
    },
    upgrade: (request, socket, head) => {
      if (new URL(request.url ?? "/", "http://local.invalid").pathname === gatewayPath) server.handleUpgrade(request, socket, head, accept);
      else socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
    },
    send,
    close: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
