/**
 * Gives memory back when the editor is quiet. The engine collects while it allocates: of a server that waits it would
 * keep what the last keys left for as long as that waits, and the pages that they needed, too.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Nobody asks for anything for so long. */
const quietMilliseconds = 5000;
/** Less growth than this is not worth a tenth of a second. */
const worthBytes = 6 << 20;

/** The engine, as far as its memory goes. */
export interface Heap {
  used(): number;
  collect(): Promise<void>;
  /** Bytes of the young generation. */
  young(): number;
  /** Lets the young generation grow to so many bytes, and no further. */
  growYoung(bytes: number): void;
}

export class IdleMemory {
  readonly #heap: Heap;
  readonly #timer: NodeJS.Timeout;
  #left = 0;
  /** Before the first collection, which shrinks it: keys would be stopped for a small one again and again. */
  #young: number | undefined;

  /** @param quiet Milliseconds. */
  constructor(heap = engineHeap, quiet = quietMilliseconds) {
    this.#heap = heap;
    this.#timer = setTimeout(() => void this.#quiet().catch(() => { /* An engine without an inspector keeps what it has. */ }), quiet).unref();
  }

  /** The editor asked or told something. */
  handled(): void {
    this.#timer.refresh();
  }

  /** Work goes on without messages, too: looks again as long as it does. */
  async #quiet(): Promise<void> {
    if (this.#heap.used() - this.#left < worthBytes) return;
    const young = this.#young ??= this.#heap.young();
    await this.#heap.collect();
    this.#left = this.#heap.used();
    if (this.#heap.young() < young) this.#heap.growYoung(young);
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
  growYoung: (bytes) => {
    setFlagsFromString("--semi-space-growth-factor=2");
    const observer = new PerformanceObserver(() => {
      if (engineHeap.young() < bytes) return;
      setFlagsFromString("--semi-space-growth-factor=1");
      observer.disconnect();
    });
    observer.observe({ entryTypes: ["gc"] });
  },
};
