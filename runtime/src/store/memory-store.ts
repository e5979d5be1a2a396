/** History that lives as long as this process: for tests, for sessions that are thrown away and for a Node.js without SQLite. */
import type { AcceptedEvent, JournalEntry, KeptValue } from "../executor/journal.ts";
import type { JsonValue, RunState, RunStatus } from "../executor/model.ts";
import type { ExecutionResult } from "../executor/reduce.ts";
import { invokingRun, isOpen, startingEvents } from "./entries.ts";
import { memoryStoreLimits, type Store, type StoreLimits } from "./store.ts";

interface KnownRun {
  readonly first: RunState;
  readonly results: ExecutionResult[];
  readonly startedBy: readonly string[];
  status: RunStatus;
  endedAt: number | undefined;
  bytes: number;
}

interface KnownEvent {
  readonly accepted: AcceptedEvent;
  readonly bytes: number;
}

const sizeOf = (value: unknown): number => JSON.stringify(value).length;

export function createMemoryStore(given: Partial<StoreLimits> = {}): Store {
  const limits = { ...memoryStoreLimits, ...given };
  /** Both in the order in which they came. */
  const runs = new Map<string, KnownRun>();
  const events = new Map<string, KnownEvent>();
  const kept = new Map<string, KeptValue>();
  let bytes = 0;
  let ended = 0;

  function removeRun(runId: string): void {
    const known = runs.get(runId);
    if (known === undefined) return;
    runs.delete(runId);
    bytes -= known.bytes;
    if (!isOpen(known.status)) ended--;
  }

  function removeEvent(internalId: string): void {
    bytes -= events.get(internalId)?.bytes ?? 0;
    events.delete(internalId);
  }

  function findOldestEnded(): KnownRun | undefined {
    for (const known of runs.values()) if (!isOpen(known.status)) return known;
    return undefined;
  }

  const findOldestEvent = (): AcceptedEvent | undefined => events.values().next().value?.accepted;

  /** Removes the oldest ended run or the oldest event, whichever is older; false when there is neither. */
  function removeOldest(run: KnownRun | undefined, event: AcceptedEvent | undefined): boolean {
    if (run !== undefined && (event === undefined || run.first.startedAt <= event.receivedAt)) removeRun(run.first.runId);
    else if (event !== undefined) removeEvent(event.internalId);
    return run !== undefined || event !== undefined;
  }

  function prune(): void {
    while (events.size > limits.events && removeOldest(undefined, findOldestEvent()));
    while (ended > limits.runs && removeOldest(findOldestEnded(), undefined));
    while (bytes > limits.bytes && removeOldest(findOldestEnded(), findOldestEvent()));
  }

  function addResult(runId: string, result: ExecutionResult, status: RunStatus): void {
    const known = runs.get(runId);
    if (known === undefined) return;
    const size = sizeOf(result);
    known.results.push(result);
    known.bytes += size;
    bytes += size;
    if (isOpen(known.status) !== isOpen(status)) ended += isOpen(status) ? -1 : 1;
    known.status = status;
    known.endedAt = "at" in result && !isOpen(status) ? known.endedAt ?? result.at : isOpen(status) ? undefined : known.endedAt;
  }

  function note(entry: JournalEntry): void {
    switch (entry.kind) {
      case "eventAccepted": {
        const { accepted } = entry;
        if (events.has(accepted.internalId)) return;
        const size = sizeOf(accepted);
        bytes += size;
        events.set(accepted.internalId, { accepted, bytes: size });
        return;
      }
      case "eventsForgotten": return entry.internalIds.forEach(removeEvent);
      case "runCreated": {
        const size = sizeOf(entry.run);
        bytes += size;
        runs.set(entry.run.runId, { first: entry.run, results: [], startedBy: startingEvents(entry.run), status: entry.run.status, endedAt: undefined, bytes: size });
        return;
      }
      case "result": return addResult(entry.runId, entry.result, entry.status);
      case "runRemoved": return removeRun(entry.runId);
      case "kept": {
        const id = `${entry.part}\n${entry.key}`;
        if (entry.value === undefined) kept.delete(id);
        else kept.set(id, { part: entry.part, key: entry.key, value: entry.value satisfies JsonValue });
        return;
      }
    }
  }

  /** Newest first, from the one after `before`. */
  function list<T>(all: ReadonlyMap<string, T>, { limit = 100, before }: { readonly limit?: number; readonly before?: string }, wanted: (value: T) => boolean): T[] {
    const ids = [...all.keys()];
    const from = before === undefined ? ids.length : ids.indexOf(before);
    const found: T[] = [];
    for (let index = from - 1; index >= 0 && found.length < limit; index--) {
      const value = all.get(ids[index] ?? "");
      if (value !== undefined && wanted(value)) found.push(value);
    }
    return found;
  }

  return {
    durable: false,
    note,
    commit: prune,
    event: (internalId) => events.get(internalId)?.accepted,
    restore: () => ({
      runs: [...runs.values()].filter(({ status, first }) => isOpen(status) || isOpen(runs.get(invokingRun(first) ?? "")?.status ?? "completed")).map(({ first, results }) => ({ first, results: [...results] })),
      kept: [...kept.values()],
    }),
    events: ({ name, receivedAfter, ...page } = {}) => list(events, page, ({ accepted }) =>
      (name === undefined || accepted.event.name === name) && (receivedAfter === undefined || accepted.receivedAt > receivedAfter)).map(({ accepted }) => accepted),
    runs: ({ functionId, status, event, ...page } = {}) => list(runs, page, (run) =>
      (functionId === undefined || run.first.functionId === functionId) && (status === undefined || run.status === status) && (event === undefined || run.startedBy.includes(event)))
      .map(({ first, status: now, endedAt }) => ({ runId: first.runId, functionId: first.functionId, status: now, createdAt: first.startedAt, endedAt })),
    recording: (runId) => {
      const known = runs.get(runId);
      return known === undefined ? undefined : { first: known.first, results: [...known.results] };
    },
    close: () => undefined,
  };
}
