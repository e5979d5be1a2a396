/**
 * This process's own inspector, reached over an inherited pipe and not over a port. A thread of its own carries the
 * messages, since a breakpoint stops the main one.
 */
import type fs from "node:fs";
import type inspector from "node:inspector";
import type net from "node:net";
import { Worker } from "node:worker_threads";
import type threads from "node:worker_threads";

/** The pipe's number in the child's `stdio`. */
export const inspectorFd = 4;
/** By this a debugger's list of threads is rid of ours. */
export const inspectorThread = "stepwise inspector";

/** As it was before the guard: the thread is ours and runs nothing of the program. */
const Thread = Worker;
let thread: Worker | undefined;
let attached = false;

/** Whether a JavaScript debugger may stop this process at any time. */
export const isInspected = (): boolean => attached;

/** Serves the inspector until this process ends; `folder` goes with it when the parent dies while a breakpoint holds us. */
export function serveInspector(folder: string): void {
  if (thread !== undefined) return;
  // Neither the options nor the variables of the program: a preloaded module has no place in this thread.
  thread = new Thread(`(${carryMessages.toString()})(require)`, { eval: true, name: inspectorThread, env: {}, execArgv: [], workerData: { folder, fd: inspectorFd } });
  thread.on("message", (value: unknown) => { attached = value === true; });
  thread.unref();
}

/**
 * Runs in the thread, from its own text: nothing outside it can be named. One line each way is one message of the Chrome
 * DevTools Protocol; `open` and `close` bring and end a session.
 */
function carryMessages(require: NodeJS.Require): void {
  const { Session } = require("node:inspector") as typeof inspector;
  const { Socket } = require("node:net") as typeof net;
  const { rmSync } = require("node:fs") as typeof fs;
  const { parentPort, workerData } = require("node:worker_threads") as typeof threads;
  const { folder, fd } = workerData as { readonly folder: string; readonly fd: number };
  const pipe = new Socket({ fd, readable: true, writable: true });
  let session: inspector.Session | undefined;

  const write = (message: object): void => { pipe.write(`${JSON.stringify(message)}\n`); };
  const close = (): void => {
    session?.disconnect();
    session = undefined;
    parentPort?.postMessage(false);
  };
  const open = (): void => {
    close();
    const opened = new Session();
    session = opened;
    opened.connectToMainThread();
    opened.on("inspectorNotification", (message) => { if (session === opened) write(message); });
    parentPort?.postMessage(true);
  };
  const post = ({ id, method, params }: { readonly id: number; readonly method: string; readonly params?: object }): void => {
    session?.post(method, params, (error, result) => {
      const [, code, text] = /^Inspector error (-?\d+): ([\s\S]*)$/.exec(error?.message ?? "") ?? [];
      write(error === null ? { id, result: result ?? {} } : { id, error: { code: Number(code ?? -32000), message: text ?? error.message } });
    });
  };

  let rest = "";
  pipe.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = JSON.parse(line) as { readonly id: number; readonly method: string };
      if (message.method === "open") open();
      else if (message.method === "close") close();
      else post(message);
    }
  });
  const end = (): void => {
    // The parent is gone. The main thread, which would see it, may stand at a breakpoint.
    rmSync(folder, { recursive: true, force: true });
    process.kill(process.pid, "SIGKILL");
  };
  pipe.on("end", end).on("error", end);
}
