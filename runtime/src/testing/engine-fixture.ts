import { createIds } from "../../../shared/inngest/event-id.ts";
import { createVirtualClock, type VirtualClock } from "../clock/virtual-clock.ts";
import type { Executor, ExecutorOptions } from "../executor/contract.ts";
import { createExecutor } from "../executor/executor.ts";
import type { ExecutorEvent } from "../executor/model.ts";
import { createApi } from "../api/api.ts";
import { createFakeWorker, type FakeFunction, type FakeWorker } from "./fake-worker.ts";

/** The moment at which every test begins. */
export const testStart = Date.UTC(2026, 0, 1);

export interface EngineFixture {
  readonly executor: Executor;
  readonly worker: FakeWorker;
  readonly clock: VirtualClock;
  /** Everything the executor told, in order. */
  readonly told: readonly ExecutorEvent[];
}

/** An executor on a fake worker, with a clock that stands still between jumps and seeded ids: every run repeats exactly. */
export function createEngineFixture(functions: readonly FakeFunction[], options: Partial<ExecutorOptions> & { readonly version?: number } = {}): EngineFixture {
  const { version, ...executorOptions } = options;
  const told: ExecutorEvent[] = [];
  const clock = createVirtualClock({ base: () => 0, start: testStart });
  const worker = createFakeWorker({ functions, ...(version === undefined ? {} : { version }) });
  const executor = createExecutor({ worker, clock, ids: createIds({ seed: 1 }), follow: "all", onEvent: (event) => { told.push(event); }, ...executorOptions });
  worker.api = createApi({ executor, functions: () => worker.functions, now: clock.now });
  return { executor, worker, clock, told };
}
