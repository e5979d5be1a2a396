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

interface ThreadOptions {
  /** What it runs. */
  readonly file?: string;
  /** Milliseconds: a thread that says nothing for so long while it is waited for is given up. */
  readonly patience?: number;
}

export class ScanThread {
  readonly #port: MessagePort;
  readonly #count = new Int32Array(new SharedArrayBuffer(4));
  readonly #patience: number;
  readonly #worker: Worker | undefined;
  #heard: (said: Said) => void = () => { /* Nobody waits yet. */ };
  #crash: Said | undefined;
  #isBegun = false;

  /** Starts the thread, which then waits for its one job. It keeps no process alive. */
  constructor({ file = entry(), patience = 20_000 }: ThreadOptions = {}) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#patience = patience;
    this.#worker = this.#startWorker(file, port2);
  }

  /** Undefined where the system gives no thread. */
  #startWorker(file: string, port: MessagePort): Worker | undefined {
    try {
      const data: ThreadData = { port, count: this.#count };
      const worker = new Worker(file, { workerData: data, transferList: [port] });
      worker.unref();
      worker.on("error", (error) => {
        this.#crash = { problem: String(error) };
        this.#heard(this.#crash);
      });
      return worker;
    } catch {
      return undefined;
    }
  }

  /** Sends it its job; what it says is kept until it is asked for. */
  begin(job: ScanJob): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#port.postMessage(job);
  }

  /** Ends it, whatever it does. */
  stop(): void {
    this.#port.close();
    void this.#worker?.terminate();
  }

  /** Blocks while it waits. Where the thread fails, its job is done in this one. */
  * partsNow(job: ScanJob): Generator<ScanPart> {
    this.begin(job);
    for (let taken = 0; ; taken++) {
      const isLate = !this.#worker || Atomics.wait(this.#count, 0, taken, this.#patience) === "timed-out";
      const said = isLate ? undefined : (receiveMessageOnPort(this.#port) as { readonly message: Said } | undefined)?.message;
      if (said?.part) yield said.part;
      else return yield* this.#end(job, said);
    }
  }

  /** As `partsNow`, without blocking. */
  async * parts(job: ScanJob): AsyncGenerator<ScanPart> {
    if (!this.#worker) return yield* this.#end(job, undefined);
    const waiting: Said[] = this.#crash ? [this.#crash] : [];
    let wake = (): void => { /* Nobody waits yet. */ };
    this.#heard = (said) => {
      waiting.push(said);
      wake();
    };
    this.#port.on("message", this.#heard);
    this.begin(job);
    for (;;) {
      const said = waiting.shift();
      if (said?.part) yield said.part;
      else if (said) return yield* this.#end(job, said);
      else await new Promise<void>((resolve) => { wake = resolve; });
    }
  }

  * #end(job: ScanJob, last: Said | undefined): Generator<ScanPart> {
    if (last?.done) {
      this.#port.close();
      return;
    }
    this.stop();
    yield* scan(realDisk, job);
  }
}

/** `scan.js` beside our bundle, or this folder's source. */
function entry(): string {
  const url = import.meta.url as string | undefined;
  return url === undefined ? path.join(__dirname, "scan.js") : fileURLToPath(new URL("./scan-main.ts", url));
}
