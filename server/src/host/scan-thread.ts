/** A scan in a thread of its own: it takes as long as loading the analysis does, or longer, and both go on at once. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { realDisk } from "./disk.ts";
import { scan } from "./scan.ts";
import type { ScanJob, ScanPart } from "./scan.ts";

/** What the thread says: a part, that there are no more, or why it cannot go on. */
export interface Said {
  readonly part?: ScanPart;
  readonly done?: true;
  readonly problem?: string;
}

/** What the thread starts with: where its job comes and its answers go, and how many of these there were. */
export interface ThreadData {
  readonly port: MessagePort;
  readonly count: Int32Array;
}

/** A thread that says nothing for this long is given up. */
const patience = 20_000;

export class ScanThread {
  readonly #port: MessagePort;
  readonly #count = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;

  /** Starts the thread, which then waits for its one job. It keeps no process alive. */
  constructor() {
    const { port1, port2 } = new MessageChannel();
    const data: ThreadData = { port: port2, count: this.#count };
    this.#port = port1;
    this.#worker = new Worker(entry(), { workerData: data, transferList: [port2] });
    this.#worker.unref();
    // Told to whoever waits for a part, who then does without the thread.
    this.#worker.on("error", (error) => { port1.emit("message", { problem: String(error) } satisfies Said); });
  }

  /** Blocks while it waits. Where the thread fails, its job is done in this one. */
  * partsNow(job: ScanJob): Generator<ScanPart> {
    this.#port.postMessage(job);
    for (let taken = 0; ; taken++) {
      const isLate = Atomics.wait(this.#count, 0, taken, patience) === "timed-out";
      const said = isLate ? undefined : (receiveMessageOnPort(this.#port) as { readonly message: Said } | undefined)?.message;
      if (said?.part) yield said.part;
      else return yield* this.#end(job, said);
    }
  }

  /** As `partsNow`, without blocking. */
  async * parts(job: ScanJob): AsyncGenerator<ScanPart> {
    const waiting: Said[] = [];
    let wake = (): void => { /* Nobody waits yet. */ };
    this.#port.on("message", (said: Said) => {
      waiting.push(said);
      wake();
    });
    this.#port.postMessage(job);
    for (;;) {
      const said = waiting.shift();
      if (said?.part) yield said.part;
      else if (said) return yield* this.#end(job, said);
      else await new Promise<void>((resolve) => { wake = resolve; });
    }
  }

  * #end(job: ScanJob, last: Said | undefined): Generator<ScanPart> {
    this.#port.close();
    if (last?.done) return;
    void this.#worker.terminate();
    yield* scan(realDisk, job);
  }
}

/** `scan.js` beside our bundle, or this folder's source. */
function entry(): string {
  const url = import.meta.url as string | undefined;
  return url === undefined ? path.join(__dirname, "scan.js") : fileURLToPath(new URL("./scan-main.ts", url));
}
