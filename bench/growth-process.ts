/** Runs steps on the fake worker over a history file, and prints the memory it takes: `growth-process.ts <history>`. */
import { createIds } from "../shared/inngest/event-id.ts";
import { createApi } from "../runtime/src/api/api.ts";
import { createVirtualClock } from "../runtime/src/clock/virtual-clock.ts";
import { createExecutor } from "../runtime/src/executor/executor.ts";
import { openStore } from "../runtime/src/store/open-store.ts";
import { createFakeWorker } from "../runtime/src/testing/fake-worker.ts";

const stepsOfRun = 20;
const measuredAt = [20_000, 60_000, 100_000];

const [file = ""] = process.argv.slice(2);
const collect = (globalThis as { readonly gc?: () => void }).gc;
if (collect === undefined) throw new Error("start with --expose-gc");

const store = await openStore({ file, warn: (message) => { throw new Error(message); } });
const clock = createVirtualClock();
const worker = createFakeWorker({
  keepsCalls: false,
  functions: [{
    id: "sequential", on: ["bench/sequential"],
    handler: async ({ step }) => {
      for (let k = 0; k < stepsOfRun; k++) await step.run(`step-${String(k)}`, () => ({ k }));
      return null;
    },
  }],
});
const executor = createExecutor({ worker, clock, ids: createIds(), follow: "all", onEvent: () => undefined, journal: store, restored: store.restore(), limits: { endedRuns: 100 } });
worker.api = createApi({ executor, functions: () => worker.functions, now: clock.now, store });

const after: object[] = [];
let steps = 0;
for (const until of measuredAt) {
  while (steps < until) {
    executor.send(Array.from({ length: 10 }, (_, k) => ({ name: "bench/sequential", data: { k }, id: `order-${String(steps)}-${String(k)}` })));
    await executor.whenIdle();
    steps += 10 * stepsOfRun;
  }
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  after.push({ steps, heap: heapUsed / 1e6, resident: rss / 1e6 });
}
executor.suspend();
store.close();
process.stdout.write(JSON.stringify({ after }));
