import type { LiveRun } from "./live-run.ts";
import type { EmittedEvent } from "./model.ts";

/** A run and the events that its end sent. */
type Undoable = Pick<LiveRun, "state" | "endEvents">;

export interface Undone {
  /** Internal ids of the events that were never sent. */
  readonly events: ReadonlySet<string>;
  /** Runs that never started. */
  readonly removed: ReadonlySet<string>;
  /** Runs that go back, and to which number of finished steps. */
  readonly rewound: ReadonlyMap<string, number>;
}

/**
 * Everything that follows from a run going back to `toStep` finished steps: the events that its forgotten steps sent, the
 * runs those events or steps started, what those sent and started in turn, and the runs whose waits such an event ended.
 */
export function findUndone(runs: ReadonlyMap<string, Undoable>, runId: string, toStep: number): Undone {
  const events = new Set<string>();
  const removed = new Set<string>();
  const rewound = new Map<string, number>();

  const undoEvents = (internalIds: readonly string[]): void => {
    for (const internalId of internalIds) {
      if (events.has(internalId)) continue;
      events.add(internalId);
      for (const { state } of runs.values()) {
        const { cause, steps, cancelled } = state;
        if (cause.kind === "event" && (cause.internalId === internalId || cause.batch?.includes(internalId) === true)) remove(state.runId);
        if (cancelled?.by === internalId) goBack(state.runId, steps.length);
        const resumed = steps.findIndex(({ resumedBy }) => resumedBy === internalId);
        if (resumed >= 0) goBack(state.runId, resumed);
      }
    }
  };
  const removeCausedBy = (causing: string, isUndone: (step: string | undefined) => boolean): void => {
    for (const { state } of runs.values()) {
      const { cause } = state;
      if (cause.kind === "invoke" && cause.runId === causing && isUndone(cause.step)) remove(state.runId);
      if (cause.kind === "failure" && cause.runId === causing) remove(state.runId);
      const signalled = state.steps.findIndex(({ signalledBy }) => signalledBy?.runId === causing && isUndone(signalledBy.step));
      if (signalled >= 0) goBack(state.runId, signalled);
    }
  };
  const remove = (id: string): void => {
    const live = runs.get(id);
    if (live === undefined || removed.has(id)) return;
    removed.add(id);
    undoEvents([...ownEvents(live.state.emitted), ...live.endEvents]);
    removeCausedBy(id, () => true);
  };
  const goBack = (id: string, step: number): void => {
    const live = runs.get(id);
    const already = rewound.get(id);
    if (live === undefined || removed.has(id) || (already !== undefined && already <= step)) return;
    rewound.set(id, step);
    const kept = new Set(live.state.steps.slice(0, step).map(({ hashedId }) => hashedId));
    const forgotten = live.state.emitted.filter((emitted) => (emitted.step === undefined ? emitted.position >= step : !kept.has(emitted.step.hashedId)));
    undoEvents([...ownEvents(forgotten), ...live.endEvents]);
    removeCausedBy(id, (hashedId) => hashedId === undefined || !kept.has(hashedId));
  };

  goBack(runId, toStep);
  for (const id of removed) rewound.delete(id);
  return { events, removed, rewound };
}

const ownEvents = (emitted: readonly EmittedEvent[]): readonly string[] => emitted.filter(({ inherited }) => inherited !== true).map(({ internalId }) => internalId);
