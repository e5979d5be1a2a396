/** Pure: where a request or a connection goes, read from the many shapes in which Node's modules take it, and what is Inngest's. */
import type https from "node:https";
import type http from "node:http";
import { urlToHttpOptions } from "node:url";
import { isCloudHost } from "../../cloud-host.ts";
import { apiOrigin } from "../../environment.ts";

/** In the arguments of another program: an address of Inngest's, with or without its scheme; the site's pages are no harm. */
const cloudAddress = /(?:^|[^\w.@-])((?!www\.)(?:[\w-]+\.)*(?:inngest\.com|inn\.gs))(?=[:/"'\s]|$)/i;
/** The Dev Server's, the one our environment names, and those that the user's own configuration (`baseUrl`) adds. */
const origins = new Set<string>(["http://localhost:8288", "http://127.0.0.1:8288", new URL(apiOrigin).origin]);

export function watchOrigin(baseUrl: string): void {
  if (URL.canParse(baseUrl)) origins.add(new URL(baseUrl).origin);
}

/** Inngest's host in a command line that would reach it by itself. */
export const findCloudHost = (args: readonly string[]): string | undefined => args.map((arg) => cloudAddress.exec(arg)?.[1]).find((found) => found !== undefined);

export interface Target {
  readonly url: URL;
  readonly method: string;
  /** The value of a header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
}

/** Whether a request is meant for Inngest: by host, by what only the SDK sends, or by the event API's path. */
export function isForInngest({ url, method, header }: Target): boolean {
  if (isCloudHost(url.hostname) || isCloudHost(header("host")?.replace(/:\d+$/, "")) || origins.has(url.origin)) return true;
  if (header("x-inngest-sdk") !== undefined || header("x-inngest-event-id-seed") !== undefined) return true;
  return method.toUpperCase() === "POST" && /^\/e\/[^/]+$/.test(url.pathname);
}

/** Of UTF-16 units: more than the headers of a request take. */
const headLength = 16_384;

/** The beginning of what is written to a socket: a text, bytes, or a list of either. */
export function readHead(data: unknown): string {
  if (typeof data === "string") return data.slice(0, headLength);
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, headLength)).toString("latin1");
  if (!Array.isArray(data)) return "";
  let head = "";
  for (const { chunk } of data as readonly { readonly chunk: unknown }[]) {
    if (head.length >= headLength) break;
    head += readHead(chunk);
  }
  return head;
}

/** Whether what is written has the marks of `isForInngest`, as HTTP/1 writes them. */
export const isSentToInngest = (head: string): boolean => /^POST (?:https?:\/\/[^/\s]+)?\/e\/[^/\s]+ HTTP\/1|(?:^|\r\n)x-inngest-(?:sdk|event-id-seed):/i.test(head);

type Callback = (response: http.IncomingMessage) => void;

/** Arguments of `http.request` and its like. */
export function readRequest(args: readonly unknown[]): { readonly options: https.RequestOptions; readonly callback: Callback | undefined } {
  const [first, second] = args;
  const callback = args.find((argument): argument is Callback => typeof argument === "function");
  const given = typeof second === "object" && second !== null ? second : {};
  if (typeof first !== "string" && !(first instanceof URL)) return { options: (first ?? {}) as https.RequestOptions, callback };
  return { options: { ...urlToHttpOptions(new URL(first)), ...given } as https.RequestOptions, callback };
}

export function toUrl(options: https.RequestOptions, protocol: string): URL | undefined {
  // A request to a proxy names the whole address.
  if (/^https?:\/\//i.test(options.path ?? "") && URL.canParse(options.path ?? "")) return new URL(options.path ?? "");
  const host = options.hostname ?? options.host?.replace(/:\d+$/, "") ?? "localhost";
  const text = `${options.protocol ?? protocol}//${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}${options.port ? `:${options.port}` : ""}${options.path ?? "/"}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** By lower-case name, from an object or a flat list. */
export function readHeaders(headers: https.RequestOptions["headers"]): ReadonlyMap<string, string> {
  const pairs = Array.isArray(headers) ? headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]] as const] : [])) : Object.entries(headers ?? {});
  return new Map(pairs.map(([name, value]) => [String(name).toLowerCase(), String(value)]));
}

export interface ConnectOptions {
  readonly host?: string;
  readonly port?: number | string;
  readonly path?: string;
  readonly servername?: string;
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, and Node's own normalised `[options, callback]`. */
export function readConnect(args: readonly unknown[]): ConnectOptions {
  const [first, second, third] = args;
  if (Array.isArray(first)) return readConnect(first);
  if (typeof first === "object" && first !== null) return first;
  const options = [second, third].find((each): each is ConnectOptions => typeof each === "object" && each !== null) ?? {};
  if (typeof first === "number" || (typeof first === "string" && /^\d+$/.test(first))) return { ...options, port: first, host: typeof second === "string" ? second : options.host ?? "localhost" };
  return typeof first === "string" ? { path: first } : {};
}

export function isInngestHost({ host, port, servername }: ConnectOptions): boolean {
  if (isCloudHost(servername) || isCloudHost(host)) return true;
  const name = servername ?? host ?? "localhost";
  return [...origins].some((origin) => {
    const url = new URL(origin);
    const standard = url.protocol === "https:" ? "443" : "80";
    return url.hostname === name && (url.port === "" ? standard : url.port) === String(port ?? standard);
  });
}

/** For people: no path and no query, which may hold a secret. */
export const toShownTarget = ({ host = "localhost", port, path }: ConnectOptions): string => path ?? (port === undefined || String(port) === "443" || String(port) === "80" ? host : `${host}:${port}`);
