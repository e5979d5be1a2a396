/**
 * What the executor writes down as it goes, and goes on from when it is started again. A run is its first state and its
 * results, reduced; everything else is an event, or a value kept by its key.
 */
import type { InngestEvent, JsonValue, RunState, RunStatus } from "./model.ts";
import { reduce, type ExecutionResult } from "./reduce.ts";

/** An event that was accepted, whoever sent it. */
export interface AcceptedEvent {
  /** ULID, what the event API answers. */
  readonly internalId: string;
  readonly event: InngestEvent;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** The run that sent it, and the hashed id of the step that did; undefined for the outside world and the engine's own events. */
  readonly sender: { readonly runId: string; readonly step: string | undefined } | undefined;
  /** Runs it started at once; those of debounced and batched events come later. */
  readonly runs: readonly string[];
}

/**
 * What is kept by key, the latest value alone. The executor's parts are `start` (idempotency), `rate`, `throttle` and
 * `group` (debounce and batch); others may keep parts of their own beside them.
 */
export interface KeptValue {
  readonly part: string;
  readonly key: string;
  /** Undefined forgets it. */
  readonly value: JsonValue | undefined;
}

export type JournalEntry =
  | { readonly kind: "eventAccepted"; readonly accepted: AcceptedEvent }
  /** Undone: as if they had never been sent. */
  | { readonly kind: "eventsForgotten"; readonly internalIds: readonly string[] }
  | { readonly kind: "runCreated"; readonly run: RunState }
  /** `status` is the run's status after it. */
  | { readonly kind: "result"; readonly runId: string; readonly result: ExecutionResult; readonly status: RunStatus }
  | { readonly kind: "runRemoved"; readonly runId: string }
  | ({ readonly kind: "kept" } & KeptValue);

/** Everything that happened to a run. */
export interface Recording {
  readonly first: RunState;
  readonly results: readonly ExecutionResult[];
}

/** The run's state. */
export function replay({ first, results }: Recording): RunState {
  return results.reduce(reduce, first);
}

/** What earlier sessions left to go on with. */
export interface Restored {
  /** Runs that have not ended, and ended ones that such a run waits for by `invoke`; in the order in which they came to be. */
  readonly runs: readonly Recording[];
  readonly kept: readonly KeptValue[];
}

export interface Journal {
  /** Takes entries in order; they may still be lost. */
  note(entry: JournalEntry): void;
  /** What was noted so far is there after this process is killed, all of it or none. Throws when it cannot be written. */
  commit(): void;
  /** An event by its internal id, to know one that is sent again after its answer was lost. */
  event(internalId: string): AcceptedEvent | undefined;
}
