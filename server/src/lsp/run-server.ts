import { setFlagsFromString } from "node:v8";
import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from "vscode-languageserver/node";
import type { Connection, ConnectionOptions, InitializeParams } from "vscode-languageserver/node";
import { version } from "../../../shared/version.ts";
import { beginEarlyScan } from "./early-scan.ts";
import { IdleMemory } from "./idle-memory.ts";
import { serverCapabilities } from "./initialize.ts";

/**
 * Serves an editor until it says `exit` or goes away; the process then ends with it. The analysis, and the compiler
 * with it, is loaded once `initialize` is answered: the editor goes on with its own work meanwhile.
 */
export function runServer(args: readonly string[]): Promise<never> {
  const messages = new Messages();
  const connection = connect(args, { messageStrategy: messages });
  connection.onInitialize((params) => {
    messages.hold();
    setImmediate(() => void load(connection, params, messages).then(() => { messages.release(); }));
    return { capabilities: serverCapabilities(params), serverInfo: { name: "Stepwise for Inngest", version } };
  });
  connection.listen();
  return new Promise(() => { /* The connection ends the process, with the code that the protocol asks for. */ });
}

async function load(connection: Connection, params: InitializeParams, messages: Messages): Promise<void> {
  const early = beginEarlyScan(params);
  const { serveWorkspace } = await import("./serve-workspace.ts");
  keepHeapSmall();
  messages.idle = new IdleMemory();
  serveWorkspace(connection, params, { handled: () => messages.handled, ...(early ? { early } : {}) });
}

/** Counts the editor's messages; those that come while nobody is there to answer them are kept in their order. */
class Messages {
  handled = 0;
  /** Told of each once the server is at work. */
  idle: IdleMemory | undefined;
  #held: (() => void)[] | undefined;

  hold(): void {
    this.#held = [];
  }

  /** Each in a turn of its own, as they would have come: an answer is on its way before the next message is looked at. */
  release(): void {
    const handle = this.#held?.shift();
    if (!handle) {
      this.#held = undefined;
      return;
    }
    this.#count();
    handle();
    setImmediate(() => { this.release(); });
  }

  handleMessage<M>(message: M, next: (message: M) => void): void {
    if (this.#held) {
      this.#held.push(() => { next(message); });
      return;
    }
    this.#count();
    next(message);
  }

  #count(): void {
    this.handled += 1;
    this.idle?.handled();
  }
}

/**
 * A server lives as long as its editor and mostly waits, so memory counts for more than throughput: the young
 * generation stays as large as loading left it, which also makes its collections short, and the old one is collected
 * when it has grown by a fifth instead of doubled. Set here and not by the parent, so that every editor gets it.
 */
function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=20");
}

/** `--stdio`, or `--node-ipc` for a parent that is Node; options of others, such as `--clientProcessId`, are theirs. */
function connect(args: readonly string[], options: ConnectionOptions): Connection {
  if (args.includes("--node-ipc")) {
    if (process.send === undefined) throw new Error("`--node-ipc` works only under a Node.js parent process; use `--stdio`");
    return createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process), options);
  }
  if (args.includes("--stdio")) return createConnection(ProposedFeatures.all, process.stdin, process.stdout, options);
  throw new Error("say how the editor talks to the server: `stepwise lsp --stdio`");
}
