/**
 * Gives memory back when the editor is quiet. The engine collects while it allocates: of a server that waits it would
 * keep what the last keys left for as long as that waits, and the pages that they needed, too.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Nobody asks for anything for so long. */
const quietMilliseconds = 5000;
/** Less growth than this is not worth a tenth of a second. */
const worthBytes = 6 << 20;

/** The engine, as far as its memory goes. */
export interface Heap {
  used(): number;
  collect(): Promise<void>;
  /** Bytes of the young generation. A collection shrinks it, and then keys would be stopped for it again and again. */
  young(): number;
  mayGrow(may: boolean): void;
}

export class IdleMemory {
  readonly #heap: Heap;
  readonly #timer: NodeJS.Timeout;
  #left = 0;
  #usualYoung = 0;

  /** @param quiet Milliseconds. */
  constructor(heap = engineHeap, quiet = quietMilliseconds) {
    this.#heap = heap;
    this.#timer = setTimeout(() => void this.#quiet().catch(() => { /* An engine without an inspector keeps what it has. */ }), quiet).unref();
  }

  /** The editor asked or told something. */
  handled(): void {
    this.#timer.refresh();
    if (this.#usualYoung === 0 || this.#heap.young() < this.#usualYoung) return;
    this.#usualYoung = 0;
    this.#heap.mayGrow(false);
  }

  /** Work goes on without messages, too: looks again as long as it does. */
  async #quiet(): Promise<void> {
    if (this.#heap.used() - this.#left < worthBytes) return;
    const young = Math.max(this.#usualYoung, this.#heap.young());
    await this.#heap.collect();
    this.#left = this.#heap.used();
    if (this.#heap.young() < young) {
      this.#usualYoung = young;
      this.#heap.mayGrow(true);
    }
    this.#timer.refresh();
  }
}

export const engineHeap: Heap = {
  used: () => process.memoryUsage().heapUsed,
  // What a debugger does at "collect garbage": all of it, and the pages go back to the system.
  collect: async () => {
    const { Session } = await import("node:inspector/promises");
    const session = new Session();
    session.connect();
    try {
      await session.post("HeapProfiler.collectGarbage");
    } finally {
      session.disconnect();
    }
  },
  young: () => getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0,
  mayGrow: (may) => { setFlagsFromString(`--semi-space-growth-factor=${may ? "8" : "1"}`); },
};
