/**
 * Keeps requests for Inngest inside this machine, whatever the user's code configures, and applies the network policy
 * to everything else. Installed before any module of the user's loads. Requests made through `fetch`, `node:http` and
 * `node:https` are answered by the engine; so are connections that another HTTP library opens to Inngest's hosts.
 * Below all of them `Socket.connect` refuses what is left.
 */
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import tls from "node:tls";
import { networkDenied } from "../mistakes.ts";
import type { NetworkPolicy } from "../protocol.ts";
import { apiOrigin } from "../environment.ts";
import { fetchFromEngine } from "./api.ts";
import { guardListen } from "./listen.ts";
import { connectToEngine } from "./memory-server.ts";

const cloudHost = /(^|\.)(inngest\.com|inn\.gs)$/i;
/** The Dev Server's, the one our environment names, and those that the user's own configuration (`baseUrl`) adds. */
const origins = new Set<string>(["http://localhost:8288", "http://127.0.0.1:8288", new URL(apiOrigin).origin]);
let policy: NetworkPolicy = "allow";

export function watchOrigin(baseUrl: string): void {
  if (URL.canParse(baseUrl)) origins.add(new URL(baseUrl).origin);
}

export function setNetworkPolicy(value: NetworkPolicy): void {
  policy = value;
}

interface Target {
  readonly url: URL;
  readonly method: string;
  readonly header: (name: string) => boolean;
}

/** Whether a request is meant for Inngest: by host, by what only the SDK sends, or by the event API's path. */
function isForInngest({ url, method, header }: Target): boolean {
  if (cloudHost.test(url.hostname) || origins.has(url.origin)) return true;
  if (header("x-inngest-sdk") || header("x-inngest-event-id-seed")) return true;
  return method.toUpperCase() === "POST" && /^\/e\/[^/]+$/.test(url.pathname);
}

export function installGuard(): void {
  guardFetch();
  guardHttp();
  guardSockets();
  guardListen();
  syncBuiltinESMExports();
}

function guardFetch(): void {
  const realFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    const method = init?.method ?? (input instanceof Request ? input.method : "GET");
    if (isForInngest({ url, method, header: (name) => headers.has(name) })) return fetchFromEngine(input, init);
    if (policy === "deny" && /^https?:$/.test(url.protocol)) throw networkDenied(url.origin);
    return realFetch(input, init);
  };
}

type Request = typeof http.request;

function guardHttp(): void {
  const realRequest = http.request;
  const guard = (real: Request, protocol: "http:" | "https:"): Request => {
    const request = (...args: unknown[]): http.ClientRequest => {
      const { options, callback } = readRequest(args);
      const url = toUrl(options, protocol);
      const names = new Set(headerNames(options.headers));
      if (url === undefined || !isForInngest({ url, method: options.method ?? "GET", header: (name) => names.has(name) })) return Reflect.apply(real, undefined, args) as http.ClientRequest;
      return realRequest({ ...options, agent: undefined, protocol: "http:", createConnection: () => connectToEngine(false) }, callback);
    };
    return request as Request;
  };
  for (const [module, protocol] of [[http, "http:"], [https, "https:"]] as const) {
    const request = guard(module.request, protocol);
    module.request = request;
    module.get = ((...args: Parameters<Request>) => {
      const made = request(...args);
      made.end();
      return made;
    }) as typeof http.get;
  }
}

type Callback = (response: http.IncomingMessage) => void;

function readRequest(args: readonly unknown[]): { readonly options: https.RequestOptions; readonly callback: Callback | undefined } {
  const [first, second] = args;
  const callback = args.find((argument): argument is Callback => typeof argument === "function");
  const given = typeof second === "object" && second !== null ? second : {};
  if (typeof first !== "string" && !(first instanceof URL)) return { options: (first ?? {}) as https.RequestOptions, callback };
  const url = new URL(first);
  const fromUrl = { protocol: url.protocol, hostname: url.hostname, port: url.port, path: url.pathname + url.search };
  return { options: { ...fromUrl, ...given }, callback };
}

function toUrl(options: https.RequestOptions, protocol: string): URL | undefined {
  const host = options.hostname ?? options.host?.replace(/:\d+$/, "") ?? "localhost";
  const text = `${options.protocol ?? protocol}//${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}${options.port ? `:${options.port}` : ""}${options.path ?? "/"}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function headerNames(headers: https.RequestOptions["headers"]): string[] {
  if (headers === undefined) return [];
  return (Array.isArray(headers) ? headers.filter((_value, index) => index % 2 === 0) : Object.keys(headers)).map((name) => String(name).toLowerCase());
}

interface ConnectOptions {
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string;
  readonly servername?: string;
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, and Node's own normalised `[options, callback]`. */
function readConnect(args: readonly unknown[]): ConnectOptions {
  const [first, second] = args;
  if (Array.isArray(first)) return readConnect(first);
  if (typeof first === "object" && first !== null) return first;
  if (typeof first === "number" || (typeof first === "string" && /^\d+$/.test(first))) return { port: first, host: typeof second === "string" ? second : "localhost" };
  return typeof first === "string" ? { path: first } : {};
}

function isInngestHost({ host, port, servername }: ConnectOptions): boolean {
  const name = servername ?? host ?? "localhost";
  if (cloudHost.test(name) || (host !== undefined && cloudHost.test(host))) return true;
  return [...origins].some((origin) => {
    const url = new URL(origin);
    const standard = url.protocol === "https:" ? "443" : "80";
    return url.hostname === name && (url.port === "" ? standard : url.port) === String(port ?? standard);
  });
}

function guardSockets(): void {
  for (const [module, secure] of [[net, false], [tls, true]] as const) {
    const real = module.connect as (...args: unknown[]) => net.Socket;
    const connect = (...args: unknown[]): net.Socket => {
      const options = readConnect(args);
      if (!isInngestHost(options)) return Reflect.apply(real, undefined, args);
      const listener = args.find((argument): argument is () => void => typeof argument === "function");
      const socket = connectToEngine(secure);
      if (listener !== undefined) socket.once(secure ? "secureConnect" : "connect", listener);
      return socket;
    };
    Reflect.set(module, "connect", connect);
    if (!secure) Reflect.set(module, "createConnection", connect);
  }
  const realConnect = net.Socket.prototype.connect as (...args: unknown[]) => net.Socket;
  net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
    const options = readConnect(args);
    if (policy === "allow" && !isInngestHost(options)) return Reflect.apply(realConnect, this, args);
    const target = options.path ?? `${options.host ?? "localhost"}:${options.port ?? ""}`;
    return this.destroy(networkDenied(target));
  } as typeof realConnect;
}
