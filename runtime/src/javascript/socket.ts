/**
 * The one place at which a JavaScript debugger of this machine may come in: a socket in a private folder, or a loopback
 * port where the platform has no such sockets. It answers only to a secret path, and is closed once it was found.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { WebSocketServer, type WebSocket } from "ws";

export interface DebuggerSocket {
  /** `ws+unix://localhost/tmp/stepwise-x/debugger:/<secret>` or `ws://127.0.0.1:4711/<secret>`. */
  readonly address: string;
  /** Resolves with the first connection; never once `close` was called before. */
  readonly connected: Promise<WebSocket>;
  /** Stops waiting; a connection that was made stays. */
  close(): void;
}

/** Paths of sockets are at most this long on every system that has them. */
const maxPath = 100;

/** `folder` is private to the user and goes with the program. */
export async function openDebuggerSocket(folder: string): Promise<DebuggerSocket> {
  const secret = `/${randomBytes(24).toString("hex")}`;
  const file = path.join(folder, "debugger");
  const byFile = process.platform !== "win32" && file.length <= maxPath;
  const http = createServer((_request, response) => { response.writeHead(404).end(); });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 * 1024 });
  const close = (): void => { http.close(); };
  const connected = new Promise<WebSocket>((resolve) => {
    http.on("upgrade", (request, socket, head) => {
      // A web page cannot leave out its origin, and a debugger has none.
      if (request.url !== secret || request.headers.origin !== undefined || !http.listening) {
        socket.destroy();
        return;
      }
      close();
      sockets.handleUpgrade(request, socket, head, resolve);
    });
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    if (byFile) http.listen(file, resolve);
    else http.listen(0, "127.0.0.1", resolve);
  });
  const address = byFile ? `ws+unix://localhost${file}:${secret}` : `ws://127.0.0.1:${(http.address() as AddressInfo).port}${secret}`;
  return { address, connected, close };
}
