/**
 * A session over a history file, in a process that is killed while it works: `killed-session.ts <history> <ledger> [program]`.
 * Without a program the functions run on the fake worker, in this process. Its parent sends events and asks it to end.
 */
import { appendFileSync } from "node:fs";
import { createIds } from "../../../../shared/inngest/event-id.ts";
import { createApi } from "../../api/api.ts";
import { createVirtualClock } from "../../clock/virtual-clock.ts";
import type { Executor } from "../../executor/contract.ts";
import { createExecutor } from "../../executor/executor.ts";
import type { ExecutorEvent } from "../../executor/model.ts";
import { openStore } from "../../store/open-store.ts";
import type { Store } from "../../store/store.ts";
import { createFakeWorker } from "../fake-worker.ts";
import { createKilledFunctions } from "./functions.ts";

/** From the parent: an event with this number, or an end once all runs have ended. */
export type ToSession = { readonly send: number } | { readonly end: true };
export type FromSession = { readonly ready: true } | { readonly told: number } | { readonly accepted: number; readonly internalId: string } | { readonly open: number } | { readonly ended: true };

const [file = "", ledger = "", program] = process.argv.slice(2);
const write = (line: string): void => { appendFileSync(ledger, `${line}\n`); };
const tell = (message: FromSession): void => { process.send?.(message); };

let told = 0;

function onEvent(event: ExecutorEvent): void {
  if (event.type === "stepFinished") write(`finished ${event.runId} ${event.step.id}`);
  if (event.type === "warning") write(`warning ${event.message}`);
  tell({ told: ++told });
}

function startFake(store: Store): Executor {
  const clock = createVirtualClock();
  const worker = createFakeWorker({ functions: createKilledFunctions((runId, step) => { write(`ran ${runId} ${step}`); }) });
  const executor = createExecutor({ worker, clock, ids: createIds(), follow: "all", onEvent, journal: store, restored: store.restore() });
  worker.api = createApi({ executor, functions: () => worker.functions, now: clock.now });
  executor.resume();
  return executor;
}

async function startReal(store: Store, program: string): Promise<Executor> {
  // Loaded where it is needed: most kills are of sessions that start without it, and sooner.
  const { startSession } = await import("../../session/start-session.ts");
  return (await startSession({ worker: { program, env: { LEDGER: ledger } }, follow: "all", onEvent, store })).executor;
}

const store = await openStore({ file, warn: (message) => { throw new Error(message); } });
const executor = program === undefined ? startFake(store) : await startReal(store, program);

process.on("message", (message: ToSession) => {
  if ("send" in message) {
    const [sent] = executor.send([{ name: "order/placed", data: { n: message.send } }]);
    if (sent !== undefined) tell({ accepted: message.send, internalId: sent.internalId });
    // There is nothing more to come, however much was hoped for.
    void executor.whenIdle().then(() => { tell({ told: Number.MAX_SAFE_INTEGER }); });
    return;
  }
  void executor.whenIdle().then(() => {
    store.close();
    tell({ ended: true });
    process.exit();
  });
});
tell({ ready: true });
