/** An HTTP server that listens nowhere: its connections are pairs of streams in memory, its answers the engine's. */
import http from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { AsyncResource } from "node:async_hooks";
import { answer, toRaw } from "../api.ts";

/** One end of a connection, with what HTTP clients expect of a socket. */
class MemorySocket extends Duplex {
  other: MemorySocket | undefined;
  /** Runs the answer in the context of the code that connected: that is how it is attributed to a run. */
  readonly origin = new AsyncResource("StepwiseConnection");
  readonly remoteAddress = "127.0.0.1";
  readonly connecting = false;
  readonly encrypted: boolean;
  readonly authorized = true;
  readonly alpnProtocol = "http/1.1";
  #wanted: (() => void) | undefined;

  constructor(encrypted: boolean) {
    super({ allowHalfOpen: true });
    this.encrypted = encrypted;
  }
  override _read(): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    wanted?.();
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const other = this.other;
    if (other === undefined || other.destroyed || other.push(chunk)) done();
    else other.#wanted = done;
  }
  override _final(done: () => void): void {
    if (this.other?.destroyed === false) this.other.push(null);
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { other } = this;
    this.other = undefined;
    if (other?.destroyed === false) other.destroy();
    done(error);
  }
  setNoDelay(): this { return this; }
  setKeepAlive(): this { return this; }
  setTimeout(): this { return this; }
  ref(): this { return this; }
  unref(): this { return this; }
}

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const raw = { method: request.method ?? "GET", path: request.url ?? "/", headers, body: Buffer.concat(chunks).toString("utf8") };
    const socket: unknown = request.socket;
    const respond = async () => {
      const answered = await answer(raw);
      const { text, headers } = toRaw(answered);
      response.writeHead(answered.status, headers).end(text ?? "");
    };
    void (socket instanceof MemorySocket ? socket.origin.runInAsyncScope(respond) : respond());
  });
});

/** The client's end. `secure`: as if TLS had been negotiated. */
export function connectToEngine(secure: boolean): Socket {
  const client = new MemorySocket(secure);
  const remote = new MemorySocket(false);
  client.other = remote;
  remote.other = client;
  server.emit("connection", remote);
  process.nextTick(() => {
    client.emit("connect");
    if (secure) client.emit("secureConnect");
  });
  return client as unknown as Socket;
}
