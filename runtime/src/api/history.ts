/** What happened, for who asks: what the executor holds, and what a store keeps beyond that. */
import type { Executor } from "../executor/contract.ts";
import { replay, type AcceptedEvent } from "../executor/journal.ts";
import type { RunState } from "../executor/model.ts";
import type { Store } from "../store/store.ts";

/** Newest first. */
export interface History {
  readonly event: (internalId: string) => AcceptedEvent | undefined;
  readonly events: Store["events"];
  readonly run: (runId: string) => RunState | undefined;
  /** The runs that an event started, by its internal id. */
  readonly runsOf: (internalId: string) => readonly RunState[];
}

type Held = Pick<Executor, "run" | "runs">;

export function createHistory(executor: Held, store: Pick<Store, "event" | "events" | "runs" | "recording"> | undefined): History {
  return store === undefined ? heldHistory(executor) : storedHistory(executor, store);
}

function storedHistory(executor: Held, store: Pick<Store, "event" | "events" | "runs" | "recording">): History {
  const run = (runId: string): RunState | undefined => {
    const recording = executor.run(runId) === undefined ? store.recording(runId) : undefined;
    return recording === undefined ? executor.run(runId) : replay(recording);
  };
  return {
    run, event: store.event, events: store.events,
    runsOf: (event) => store.runs({ event, limit: 1000 }).flatMap(({ runId }) => run(runId) ?? []),
  };
}

/** Without a store the events are those that the runs sent. */
function heldHistory(executor: Held): History {
  const all = (): AcceptedEvent[] => executor.runs().flatMap(({ runId, emitted }) => emitted.map(({ internalId, event, step, runs }) => ({ internalId, event, receivedAt: event.ts, sender: { runId, step: step?.hashedId }, runs }))).reverse();
  const startedBy = ({ cause }: RunState, internalId: string): boolean => cause.kind === "event" && (cause.internalId === internalId || cause.batch?.includes(internalId) === true);
  return {
    run: executor.run,
    event: (internalId) => all().find((accepted) => accepted.internalId === internalId),
    events: ({ name, receivedAfter = 0, limit = 100, before } = {}) => {
      const events = all();
      return events.slice(before === undefined ? 0 : events.findIndex(({ internalId }) => internalId === before) + 1)
        .filter(({ event, receivedAt }) => (name === undefined || event.name === name) && receivedAt > receivedAfter).slice(0, limit);
    },
    runsOf: (internalId) => executor.runs().filter((run) => startedBy(run, internalId)).reverse(),
  };
}
