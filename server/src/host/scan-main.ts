/** The scan's thread: it does the job that it is sent and ends. */
import { workerData } from "node:worker_threads";
import { realDisk } from "./disk.ts";
import { scan } from "./scan.ts";
import type { ScanJob } from "./scan.ts";
import type { Said, ThreadData } from "./scan-thread.ts";

const { port, count } = workerData as ThreadData;

function say(said: Said): void {
  port.postMessage(said);
  // Whoever waits without an event loop is woken.
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}

port.once("message", (job: ScanJob) => {
  try {
    for (const part of scan(realDisk, job)) say({ part });
    say({ done: true });
  } catch (error) {
    say({ problem: error instanceof Error ? error.message : String(error) });
  }
  port.close();
});
