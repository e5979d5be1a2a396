/** The second door: an HTTP server on the one port asked for, which answers what the in-process door answers. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { JsonValue } from "../executor/model.ts";
import type { SdkApiResponse } from "../executor/ports.ts";
import { inTime } from "../api/routes.ts";
import { parseBody } from "../wire/call-request.ts";
import { corsHeaders, findRefusal, type DoorPolicy } from "./guard.ts";

export interface DoorRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue | undefined;
}

export interface DoorOptions extends DoorPolicy {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Asked again where it says to wait, for as long as the caller does. */
  readonly answer: (request: DoorRequest) => SdkApiResponse;
  /** Takes requests that are answered piece by piece, of a caller that may ask; false for others. */
  readonly stream?: (request: http.IncomingMessage, response: http.ServerResponse) => boolean;
  /** Answers requests whose body is no JSON but protobuf; undefined for a path that takes none. */
  readonly answerBytes?: (path: string, body: Uint8Array) => Uint8Array | undefined;
  /** Milliseconds that a caller may take for the headers, and for all of its request. */
  readonly patience?: { readonly headersMs: number; readonly requestMs: number };
  /** A request to speak another protocol, of a caller that may; without it such requests are refused. */
  readonly upgrade?: (request: http.IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Door {
  /** `http://127.0.0.1:8288`, no slash at its end. */
  readonly origin: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** An error whose message is one sentence for the user. */
export class DoorMistake extends Error {
  override readonly name = "DoorMistake";
}

/** Beyond what 5,000 events of a usual size need; a single event may have 3 MiB. */
const mostBytes = 64 * 1024 * 1024;

function readHeaders(request: http.IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value ?? ""]));
}

/** Undefined when it is too large. */
function readBody(request: http.IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"] ?? 0) > mostBytes) { resolve(undefined); return; }
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on("error", reject);
    request.on("end", () => { resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)); });
  });
}

function callerOf({ headers }: http.IncomingMessage) {
  const fetchSite = headers["sec-fetch-site"];
  return { host: headers.host, origin: headers.origin, fetchSite: Array.isArray(fetchSite) ? fetchSite[0] : fetchSite };
}

type Answer = SdkApiResponse | { readonly status: number; readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, string>> };

const protobuf = "application/protobuf";

async function answerRequest(request: http.IncomingMessage, options: DoorOptions): Promise<Answer> {
  const refusal = findRefusal(callerOf(request), options);
  if (refusal !== undefined) return { status: 403, body: { error: refusal, status: 403 }, headers: { connection: "close" } };
  const { method = "GET", url: path = "/" } = request;
  if (method === "OPTIONS") return { status: 204, body: null };
  const body = await readBody(request);
  if (body === undefined) return { status: 413, body: { error: `a request may have at most ${mostBytes} bytes`, status: 413 }, headers: { connection: "close" } };
  if (method === "POST" && request.headers["content-type"] === protobuf) {
    const bytes = options.answerBytes?.(new URL(path, "http://local.invalid").pathname, body);
    if (bytes !== undefined) return { status: 200, bytes, headers: { "content-type": protobuf } };
  }
  const asked = { method, path, headers: readHeaders(request), body: parseBody(body.toString("utf8")) };
  return inTime(() => options.answer(asked), () => request.socket.destroyed);
}

/** A path that cannot be read is one that no route has, and names no other host. */
function readPath(written: string): string {
  return written.startsWith("/") && !written.startsWith("//") && URL.canParse(written, "http://local.invalid") ? written : "/-";
}

async function respond(request: http.IncomingMessage, response: http.ServerResponse, options: DoorOptions): Promise<void> {
  request.url = readPath(request.url ?? "/");
  try {
    if (findRefusal(callerOf(request), options) === undefined && options.stream?.(request, response) === true) return;
    write(request, response, await answerRequest(request, options));
  } catch (error) {
    // The caller hung up, or the fault is ours: either way it is told and nothing else is harmed.
    if (response.headersSent) response.destroy();
    else write(request, response, { status: 500, body: { error: error instanceof Error ? error.message : String(error), status: 500 } });
  }
}

function write(request: http.IncomingMessage, response: http.ServerResponse, answer: Answer): void {
  const cors = answer.status === 403 ? {} : corsHeaders(request.headers.origin);
  response.writeHead(answer.status, { "content-type": "application/json", "x-inngest-server-kind": "dev", ...cors, ...answer.headers });
  if ("bytes" in answer) response.end(answer.bytes);
  else response.end(request.method === "HEAD" || answer.status === 204 ? "" : answer.text ?? JSON.stringify(answer.body));
}

function toMistake(error: NodeJS.ErrnoException, host: string, port: number): DoorMistake {
  if (error.code === "EADDRINUSE") return new DoorMistake(`port ${port} is in use; stop what listens there, or choose another port`);
  if (error.code === "EACCES") return new DoorMistake(`port ${port} needs more rights than this user has; choose one above 1023`);
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") return new DoorMistake(`\`${host}\` is no address of this machine`);
  return new DoorMistake(`cannot listen on ${host}:${port} (${error.code ?? error.message})`);
}

/** Throws a `DoorMistake` when the port cannot be had; no other one is tried. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { host, port } = options;
  const { headersMs = 10_000, requestMs = 300_000 } = options.patience ?? {};
  // Whoever is slow to ask holds a connection no longer than this; answers may take their time.
  const server = http.createServer({ headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: Math.min(headersMs, 5000) }, (request, response) => void respond(request, response, options));
  server.on("upgrade", (request, socket, head) => {
    // A caller that hangs up while it is answered harms nobody.
    socket.on("error", () => { socket.destroy(); });
    request.url = readPath(request.url ?? "/");
    const refused = findRefusal(callerOf(request), options) !== undefined;
    if (!refused && options.upgrade !== undefined) options.upgrade(request, socket, head);
    else socket.end(`HTTP/1.1 ${refused ? "403 Forbidden" : "404 Not Found"}\r\nconnection: close\r\n\r\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => { reject(toMistake(error, host, port)); });
    server.listen(port, host, resolve);
  });
  const { address, port: taken, family } = server.address() as AddressInfo;
  const shown = address === "0.0.0.0" || address === "::" ? "127.0.0.1" : family === "IPv6" ? `[${address}]` : address;
  return {
    origin: `http://${shown}:${taken}`,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}
