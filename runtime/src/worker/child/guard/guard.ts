/**
 * Keeps requests for Inngest inside this machine, whatever the user's code configures, and applies the network policy
 * to everything else. Installed before any module of the user's loads. Requests made through `fetch`, `node:http` and
 * `node:https` are answered by the engine; so are connections that another HTTP library opens to Inngest's hosts.
 * Below all of them `Socket.connect` refuses what is left. A thread or process of the program has no engine to ask, so
 * there all of this is refused.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import dgram from "node:dgram";
import dns from "node:dns";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import tls from "node:tls";
import { isCloudHost } from "../../cloud-host.ts";
import { inngestUnreachable } from "../../network-refused.ts";
import { guardDescendants } from "./descendants.ts";
import { isForInngest, isInngestHost, isSentToInngest, readConnect, readHead, readHeaders, readRequest, toShownTarget, toUrl, type ConnectOptions } from "./targets.ts";

export interface GuardPorts {
  /** Answers in Inngest's place; absent where its requests are refused. */
  readonly engine?: {
    fetch(input: string | URL | globalThis.Request, init?: RequestInit): Promise<Response>;
    /** The client's end of a connection; `secure`: as if TLS had been negotiated. */
    connect(secure: boolean): net.Socket;
  };
  /** The policy's word on a connection: undefined lets it be, an error is what the program gets instead. */
  admit(target: string): Error | undefined | Promise<Error | undefined>;
  /** Whether `admit` may say something else about the next connection to the same host. */
  asksEachTime(): boolean;
}

/** Hosts that a `fetch` under way has been let through to: the connection that it opens is not asked about again. */
const admitted = new AsyncLocalStorage<string>();

export function installGuard(ports: GuardPorts): void {
  guardFetch(ports);
  guardHttp(ports);
  guardConnect(ports);
  guardSockets(ports);
  guardWrites();
  guardDatagrams(ports);
  guardNames();
  guardDescendants();
  syncBuiltinESMExports();
}

function guardFetch({ engine, admit }: GuardPorts): void {
  const realFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    const method = init?.method ?? (input instanceof Request ? input.method : "GET");
    if (isForInngest({ url, method, header: (name) => headers.get(name) ?? undefined })) {
      if (engine === undefined) throw inngestUnreachable(url.host);
      return engine.fetch(input, init);
    }
    if (!/^https?:$/.test(url.protocol)) return realFetch(input, init);
    const refused = await admit(toShownTarget({ host: url.hostname, ...(url.port === "" ? {} : { port: url.port }) }));
    if (refused !== undefined) throw refused;
    return admitted.run(url.hostname, () => realFetch(input, init));
  };
}

type Request = typeof http.request;

function guardHttp({ engine, asksEachTime }: GuardPorts): void {
  const realRequest = http.request;
  const guard = (real: Request, protocol: "http:" | "https:"): Request => {
    const request = (...args: unknown[]): http.ClientRequest => {
      const { options, callback } = readRequest(args);
      const url = toUrl(options, protocol);
      const headers = readHeaders(options.headers);
      if (url === undefined || !isForInngest({ url, method: options.method ?? "GET", header: (name) => headers.get(name) })) {
        // A connection kept open would carry requests that nobody was asked about.
        return asksEachTime() && options.agent === undefined ? real({ ...options, agent: false }, callback) : Reflect.apply(real, undefined, args) as http.ClientRequest;
      }
      const createConnection = () => engine?.connect(false) ?? new net.Socket().destroy(inngestUnreachable(url.host));
      return realRequest({ ...options, agent: undefined, protocol: "http:", createConnection }, callback);
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

function guardConnect({ engine }: GuardPorts): void {
  for (const [module, secure] of [[net, false], [tls, true]] as const) {
    const real = module.connect as (...args: unknown[]) => net.Socket;
    const connect = (...args: unknown[]): net.Socket => {
      const options = readConnect(args);
      if (!isInngestHost(options)) return Reflect.apply(real, undefined, args);
      if (engine === undefined) return new net.Socket().destroy(inngestUnreachable(toShownTarget(options)));
      const listener = args.find((argument): argument is () => void => typeof argument === "function");
      const socket = engine.connect(secure);
      if (listener !== undefined) socket.once(secure ? "secureConnect" : "connect", listener);
      return socket;
    };
    Reflect.set(module, "connect", connect);
    if (!secure) Reflect.set(module, "createConnection", connect);
  }
  // HTTP/2 wants a socket of the system's, and the engine's is none.
  const connectHttp2 = http2.connect as (...args: unknown[]) => http2.ClientHttp2Session;
  Reflect.set(http2, "connect", (...args: unknown[]) => {
    const [authority] = args;
    const { hostname, host } = new URL(authority as string | URL);
    if (isCloudHost(hostname)) throw inngestUnreachable(host);
    const session = connectHttp2(...args);
    const request = session.request.bind(session);
    session.request = (headers, options) => {
      const named = readHeaders(headers as http.OutgoingHttpHeaders | undefined);
      if (isForInngest({ url: new URL(named.get(":path") ?? "/", `https://${host}`), method: named.get(":method") ?? "GET", header: (name) => named.get(name) })) throw inngestUnreachable(host);
      return request(headers, options);
    };
    return session;
  });
}

/** Where every connection begins, whatever library opens it. */
function guardSockets({ admit }: GuardPorts): void {
  const realConnect = net.Socket.prototype.connect as (...args: unknown[]) => net.Socket;
  net.Socket.prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
    const options = readConnect(args);
    if (isInngestHost(options)) return this.destroy(inngestUnreachable(toShownTarget(options)));
    const verdict = options.host !== undefined && admitted.getStore() === options.host ? undefined : admit(toShownTarget(options));
    if (verdict === undefined) return Reflect.apply(realConnect, this, args);
    if (verdict instanceof Error) return this.destroy(verdict);
    // What is written before the answer is kept, as it is while any connection is being made.
    Object.assign(this, { connecting: true });
    void verdict.then((refused) => {
      if (this.destroyed) return;
      if (refused === undefined) Reflect.apply(realConnect, this, args);
      else this.destroy(refused);
    });
    return this;
  } as typeof realConnect;
  // The name that TLS asks for, where the connection goes to a bare address.
  type Named = { setServername(this: tls.TLSSocket, name: string): void };
  const prototype = tls.TLSSocket.prototype as unknown as Named;
  const realName = prototype.setServername;
  prototype.setServername = function named(this: tls.TLSSocket, name: string) {
    if (isCloudHost(name)) this.destroy(inngestUnreachable(name));
    else realName.call(this, name);
  };
}

interface Writing {
  _writeGeneric(this: net.Socket, isList: boolean, data: unknown, encoding: string, callback: (error?: Error) => void): void;
}

/** What everything written comes through: a request whose address nobody knows to be of an Inngest server tells it by what it says. */
function guardWrites(): void {
  const prototype = net.Socket.prototype as unknown as Writing;
  const real = prototype._writeGeneric;
  prototype._writeGeneric = function guarded(this: net.Socket, isList, data, encoding, callback) {
    if (!isSentToInngest(readHead(data))) { real.call(this, isList, data, encoding, callback); return; }
    const error = inngestUnreachable(this.remoteAddress ?? "the server");
    this.destroy(error);
    callback(error);
  };
}

function guardDatagrams({ admit }: GuardPorts): void {
  const real = dgram.Socket.prototype.send as (...args: unknown[]) => void;
  dgram.Socket.prototype.send = function guarded(this: dgram.Socket, ...args: unknown[]) {
    const strings = args.slice(1).filter((argument): argument is string => typeof argument === "string");
    const host = strings[0] ?? "localhost";
    const refuse = (error: Error): void => {
      const callback = args.find((argument): argument is (error: Error) => void => typeof argument === "function");
      process.nextTick(() => callback === undefined ? this.emit("error", error) : callback(error));
    };
    const verdict = isCloudHost(host) ? inngestUnreachable(host) : admit(toShownTarget({ host } satisfies ConnectOptions));
    if (verdict === undefined) return Reflect.apply(real, this, args);
    if (verdict instanceof Error) return refuse(verdict);
    void verdict.then((refused) => refused === undefined ? Reflect.apply(real, this, args) : refuse(refused));
  } as typeof dgram.Socket.prototype.send;
}

/** Whoever looks Inngest's address up by hand means to go around all of this. */
function guardNames(): void {
  type Ask = (this: unknown, ...args: unknown[]) => unknown;
  const guard = (holder: object, name: string, rejects: boolean): void => {
    const real = Reflect.get(holder, name) as Ask | undefined;
    if (typeof real !== "function") return;
    Reflect.set(holder, name, function ask(this: unknown, ...args: unknown[]) {
      const [host] = args;
      if (typeof host !== "string" || !isCloudHost(host)) return real.apply(this, args);
      const error = inngestUnreachable(host);
      const callback = args.findLast((argument): argument is (error: Error) => void => typeof argument === "function");
      if (rejects || callback === undefined) return Promise.reject(error);
      process.nextTick(callback, error);
      return undefined;
    });
  };
  for (const name of ["lookup", "resolve", "resolve4", "resolve6", "resolveAny"]) {
    guard(dns, name, false);
    guard(dns.promises, name, true);
    guard(dns.Resolver.prototype, name, false);
    guard(dns.promises.Resolver.prototype, name, true);
  }
}
